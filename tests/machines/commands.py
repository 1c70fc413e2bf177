"""`manage.py` and the worker, in processes of their own, on the servers that are named."""

import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings

from tests import server


def _environment(variables):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_LEVEL": "ERROR",
        **variables,
    }


def run(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=server.ROOT,
        env=_environment(variables),
        capture_output=True,
        text=True,
        check=False,
    )


KEPT = """
import time
from factcheck import worker
with worker.beside():
    time.sleep(600)
"""


def worker(**variables):
    return _running("-m", "factcheck.worker", **variables)


def kept_worker(**variables):
    """A worker as `make run` has one: started again when it ends."""
    return _running("-c", KEPT, **variables)


@contextmanager
def _running(*arguments, **variables):
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=server.ROOT,
        env=_environment(variables),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        server.kill(process)
