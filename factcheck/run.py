"""`make run`: migrate, load the demonstration, and serve until Ctrl-C."""

import os
import socket
import sys
from multiprocessing import cpu_count

import django
import pghistory
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connections
from granian.constants import Interfaces
from granian.server import MPServer

from factcheck import checks, env, worker


def main() -> None:
    try:
        run()
    except (CommandError, ImproperlyConfigured) as error:
        # A failed check is one of the first.
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"The database answered with an error, or not at all: {error}")


def run() -> None:
    host, port = env.text("HOST", "127.0.0.1"), env.integer("PORT", 8000, least=1, most=65535)
    _require_free(host, port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    django.setup()
    call_command("check", tags=[checks.START], databases=checks.BOTH, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("check", tags=[checks.MIGRATED], databases=checks.BOTH, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    # A server of one's own is a desk in earnest: no demonstration goes in there.
    demo = not env.text("DATABASE_URL")
    if demo:
        with pghistory.context(command="load_demo"):
            call_command("load_demo")
    _greet(demo)
    # Workers are forks of this process: each opens connections of its own.
    connections.close_all()
    with worker.beside():
        _server(host, port).serve()


def _require_free(host: str, port: int) -> None:
    """Fail while somebody listens there: two of our servers could share a port without a word."""
    try:
        family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ImproperlyConfigured(
            f"HOST={host} PORT={port} cannot be used: {error.strerror or error}."
            " Choose another, like: make run PORT=8001"
        ) from error


def _greet(demo: bool) -> None:
    lines = [
        "",
        f"  Public pages  {settings.PUBLIC_URL}/",
        f"  API           {settings.PUBLIC_URL}/api/v1/",
        f"  Desk          {settings.PUBLIC_URL}/admin/",
    ]
    if demo:
        lines += [
            "",
            "  alice   alice-demo-desk    reviewer: takes claims, writes, submits",
            "  bob     bob-demo-desk      editor: approves, publishes, corrects, retracts",
            "  charlie charlie-demo-desk  reviewer",
            "  dave    dave-demo-desk     has an account and no role: sees nothing",
        ]
    sys.stdout.write("\n".join([*lines, "", "  Ctrl-C stops everything.", "", ""]))
    sys.stdout.flush()


def _server(host: str, port: int) -> MPServer:
    """Serve WSGI: each thread keeps one connection an alias, but none while it holds a stream."""
    return MPServer(
        "factcheck.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=env.integer("WORKERS", cpu_count(), least=1, most=256),
        blocking_threads=settings.THREADS,
        # A thread takes its connections along when it goes.
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        # Ctrl-C reaches workers too; one that is just starting would miss it, and hold us up.
        workers_kill_timeout=3,
    )


if __name__ == "__main__":
    main()
