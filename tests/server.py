"""The real server in a process of its own, on the test database."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connections

ROOT = Path(__file__).parents[1]
THREADS = 8


def database(alias):
    it = connections[alias].settings_dict
    login = ":".join(quote(it[name], safe="") for name in ("USER", "PASSWORD") if it[name])
    return f"postgresql://{login}@{quote(it['HOST'], safe='')}:{it['PORT']}/{it['NAME']}"


def databases():
    """Return the variables that lead to the test database, for both aliases."""
    urls = {"DATABASE_URL": database("default"), "RECORD_DATABASE_URL": database("record")}
    if len(set(urls.values())) == 1:
        # One login for both: without an address of its own, `record` takes on its role.
        del urls["RECORD_DATABASE_URL"]
    return urls


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def start(port, root=ROOT, *, log=None, **settings):
    """Start granian with one worker, as `make run` does, and wait until it answers.

    `root` is the tree that it serves, `log` a file for what it logs.
    """
    options = f"--interface wsgi --workers 1 --port {port} --blocking-threads {THREADS} --no-log"
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *options.split(), "factcheck.wsgi:application"],
        cwd=root,
        stderr=log,
        env=os.environ
        | {
            **databases(),
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LOG_LEVEL": "ERROR",
            "THREADS": str(THREADS),
            "RATE_LIMIT": "",
            **settings,
        },
        start_new_session=True,
    )
    try:
        wait_until_it_answers(port)
    except BaseException:
        kill(process)
        raise
    return process


def wait_until_it_answers(port):
    """Wait up to half a minute: a busy machine takes ten seconds."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("The server does not answer.")


def kill(process):
    """kill -9, with the workers that it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def running(root=ROOT, *, log=None, **settings):
    """Run it; yield its address."""
    port = free_port()
    process = start(port, root, log=log, **settings)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        kill(process)
