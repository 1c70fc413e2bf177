"""The worker: it does the jobs, in a process of its own, beside `make run` or alone."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from factcheck import checks, env, leaving, older

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent
BESIDE = "--beside"
AGAIN = 1
"""Seconds before a worker that died is started again."""
PATIENCE = 1
"""Seconds that a worker has to stop; what it then leaves is sent again, with the same id."""


@contextmanager
def beside() -> Iterator[None]:
    """Run a worker for as long as the web server runs, and not a moment longer."""
    if not env.flag("RUN_WORKER", default=True):
        yield
        return
    kept = _Kept()
    kept.start()
    try:
        yield
    finally:
        kept.stop()


class _Kept(threading.Thread):
    """Starts the worker, and again whenever it dies."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self._process = _start()

    def run(self) -> None:
        while True:
            code = self._process.wait()
            # Ctrl-C reaches the worker too: it then ends well, and before us.
            if code in (0, -signal.SIGINT) or self._over.wait(AGAIN):
                return
            log.error("The worker ended (%s) and is started again.", code)
            self._process = _start()

    def stop(self) -> None:
        self._over.set()
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "factcheck.worker", BESIDE, str(os.getpid())]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)  # noqa: S603


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    if BESIDE in sys.argv:
        leaving.leave_with(int(sys.argv[-1]))
    django.setup()
    try:
        call_command("check", tags=[checks.START], databases=checks.BOTH, verbosity=0)
    except SystemCheckError as error:
        sys.exit(str(error))
    older.refuse()
    # Before the worker's own pool, which knows nothing of a database that has to be started.
    connection.ensure_connection()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(_work())


async def _work() -> None:
    """Work until a signal says to stop; whoever started us must not take another end for that."""
    loop, signals = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
    asked = False

    def stop() -> None:
        nonlocal asked
        asked = True
        work.cancel()
        for number in signals:
            loop.remove_signal_handler(number)

    async with app.open_async():
        # What a killed worker left is found at once, and not with the next minute.
        with suppress(AlreadyEnqueued):
            await app.configure_task("webhooks.sweep").defer_async()
        work = asyncio.create_task(app.run_worker_async(install_signal_handlers=False))
        for number in signals:
            loop.add_signal_handler(number, stop)
        with suppress(asyncio.CancelledError):
            await work
    if not asked:
        # The library logs why, and returns as if it had been asked to.
        sys.exit("The worker lost its database, and ends: whoever keeps it starts it again.")


if __name__ == "__main__":
    main()
