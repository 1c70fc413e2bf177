"""The servers of the benchmark: ours and its peers, each in processes of its own on one database."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from tests import server

WORKERS, THREADS = 2, 8
BASE = "http://127.0.0.1"
GRANIAN = f"-m granian --no-log --workers {WORKERS} --backpressure 1000"


def ours(port):
    return f"{GRANIAN} --interface wsgi --blocking-threads {THREADS} --port {port} factcheck.wsgi:application"


def stock(port):
    app = "django.core.wsgi:get_wsgi_application()"
    return f"-m gunicorn --log-level error -w {WORKERS} --threads 4 -b 127.0.0.1:{port} {app}"


def by_hand(port):
    return f"{GRANIAN} --interface asgi --port {port} tests.benchmarks.peers.by_hand:application"


def files(folder):
    def command(port):
        mount = f"--static-path-mount {folder} --static-path-route /files"
        return f"{GRANIAN} --interface asgi --port {port} {mount} tests.benchmarks.peers.by_hand:application"

    return command


@contextlib.contextmanager
def running(command, path, **settings):
    """Run it until the block ends; yield its address once `path` answers."""
    port = server.free_port()
    process = subprocess.Popen(
        [sys.executable, *command(port).split()],
        cwd=server.ROOT,
        env=os.environ
        | {
            "DATABASE_URL": server.database("default"),
            "RECORD_DATABASE_URL": server.database("record"),
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "PUBLIC_URL": f"{BASE}:8000",
            "LOG_LEVEL": "ERROR",
            "THREADS": str(THREADS),
            "RATE_LIMIT": "1000000000/minute",
            **settings,
        },
        start_new_session=True,
    )
    try:
        wait(f"{BASE}:{port}{path}")
        yield f"{BASE}:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait(address):
    end = time.monotonic() + 40
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} does not answer.")
