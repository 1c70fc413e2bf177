"""manage.py states [--write FILE | --check FILE]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.desk.review import picture

BEGIN, END = "<!-- states: generated -->\n", "<!-- end of states -->"


class Command(BaseCommand):
    """Show the picture of the review's states, or keep it true in a Markdown file."""

    help = "Print the diagram of states; --write or --check it between its marks in FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", type=Path, metavar="FILE")
        parser.add_argument("--check", type=Path, metavar="FILE")

    def handle(self, *_: Any, write: Path | None, check: Path | None, **__: Any) -> None:
        diagram = f"```mermaid\n{picture.mermaid()}\n```\n"
        if write:
            before, after = self._around(write)
            write.write_text(f"{before}{BEGIN}{diagram}{END}{after}", encoding="utf-8")
        elif check:
            before, after = self._around(check)
            if check.read_text(encoding="utf-8") != f"{before}{BEGIN}{diagram}{END}{after}":
                raise CommandError(f"The picture in {check} is old: run `make docs`.")
        else:
            self.stdout.write(diagram)

    def _around(self, file: Path) -> tuple[str, str]:
        text = file.read_text(encoding="utf-8")
        if BEGIN not in text or END not in text:
            raise CommandError(f"{file} lacks the lines {BEGIN.strip()!r} and {END!r}.")
        return text.split(BEGIN)[0], text.split(END)[1]
