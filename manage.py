#!/usr/bin/env python
"""Django's command line, with every change of the desk signed by the command that made it."""

import os
import sys
from contextlib import nullcontext

import pghistory
from django.core.management import execute_from_command_line

UNSIGNED = {"migrate", "evaluate"}
"""These change no row of the desk; and migrations, of which a scratch database is made too, have
percent signs in their SQL, which a signature trips over."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    signed = command not in UNSIGNED
    with pghistory.context(command=command) if signed else nullcontext():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
