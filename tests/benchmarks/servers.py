"""The servers of the benchmark: ours and its peers, each in processes of its own on one database."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

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


NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONF = """{user}worker_processes {workers};
daemon off;
pid {home}/pid;
error_log stderr crit;
events {{}}
http {{
  access_log off;
  sendfile on;
  keepalive_requests 1000000000;
  types {{ application/json json; }}
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  server {{ listen 127.0.0.1:{port}; location /files/ {{ alias {folder}/; }} }}
}}
"""


def files(folder):
    """Return the command of nginx on static files, or where there is none, of granian."""

    def command(port):
        if not NGINX:
            mount = f"--static-path-mount {folder} --static-path-route /files"
            return f"{GRANIAN} --interface asgi --port {port} {mount} tests.benchmarks.peers.by_hand:application"
        home = Path(folder, "nginx")
        home.mkdir()
        user = "user root;\n" if os.geteuid() == 0 else ""
        (home / "conf").write_text(
            CONF.format(user=user, workers=WORKERS, home=home, port=port, folder=folder)
        )
        return f"{NGINX} -p {home} -c {home / 'conf'}"

    return command


@contextlib.contextmanager
def running(command, path, **settings):
    """Run it until the block ends; yield its address once `path` answers."""
    port = server.free_port()
    said = command(port).split()
    process = subprocess.Popen(
        [sys.executable, *said] if said[0] == "-m" else said,
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
