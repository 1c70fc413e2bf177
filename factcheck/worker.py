"""The worker: it does the jobs, in a process of its own, beside `make run` or alone."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from factcheck import env, leaving

ROOT = Path(__file__).resolve().parent.parent
BESIDE = "--beside"
PATIENCE = 1
"""Seconds that a worker has to stop; what it then leaves is sent again, with the same id."""


@contextmanager
def beside() -> Iterator[None]:
    """Run a worker for as long as the web server runs, and not a moment longer."""
    if not env.flag("RUN_WORKER", default=True):
        yield
        return
    command = [sys.executable, "-m", "factcheck.worker", BESIDE, str(os.getpid())]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    if BESIDE in sys.argv:
        leaving.leave_with(int(sys.argv[-1]))
    django.setup()
    # Before the worker's own pool, which knows nothing of a database that has to be started.
    connection.ensure_connection()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(_work())


async def _work() -> None:
    async with app.open_async():
        # What a killed worker left is found at once, and not with the next minute.
        with suppress(AlreadyEnqueued):
            await app.configure_task("webhooks.sweep").defer_async()
        await app.run_worker_async()


if __name__ == "__main__":
    main()
