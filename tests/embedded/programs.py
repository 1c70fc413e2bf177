"""Programs that use an embedded server, run by root and by a plain user."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = next(path for path in sys.path if path.endswith("site-packages"))
NOBODY = 65534
ODD = "a clone é " + 150 * "x"

PLACE = """
import sys
from pathlib import Path
from factcheck.embedded.place import Place
place = Place(Path(sys.argv[1]))
print(place.home, place.data, place.sockets, sep="\\n")
"""

# Does what each line of its input says, and answers with one line.
CLIENT = """
import os, signal, sys
# A suite that runs in the background passes on that SIGINT is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from factcheck.embedded import cluster

shared = cluster.Cluster(Path(sys.argv[1]), durable=False)
address = shared.connection_settings()

def sql(statement, user="factcheck"):
    import psycopg
    with psycopg.connect(
        host=address["HOST"], port=address["PORT"], dbname="factcheck", user=user, hostaddr="",
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None

def up():
    shared.ensure_running()
    return int((shared.place.data / "postmaster.pid").read_text().split()[0])

for line in sys.stdin:
    try:
        answer = eval(line)
    except Exception as error:
        answer = error
    print(repr(str(answer)), flush=True)
"""

DJANGO = """
import os, signal, sys, time
from pathlib import Path
from django.conf import settings
from django.core.management import call_command

pooled = sys.argv[2] == "pooled"
settings.configure(DATABASES={"default": {
    "ENGINE": "factcheck.embedded", "EMBEDDED": {"root": Path(sys.argv[1]), "durable": False},
    "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 0 if pooled else 600,
    "OPTIONS": {"pool": {"min_size": 1, "timeout": 20}} if pooled else {},
}})
import django
django.setup()
from django.db import connection

def database():
    with connection.cursor() as cursor:
        for name in ("vector", "pg_trgm", "unaccent", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        cursor.execute("SELECT current_user || ' in ' || current_database()")
        return cursor.fetchone()[0]

call_command("check")
assert not connection.cluster.place.socket.exists(), "a check started the server"
connection.creation.create_test_db(verbosity=0)
assert database() == "factcheck in test_factcheck", database()
connection.close()
if child := os.fork():
    assert os.waitpid(child, 0)[1] == 0
else:
    os._exit(database() != "factcheck in test_factcheck")
assert database() == "factcheck in test_factcheck"
connection.close()
os.kill(int((connection.cluster.place.data / "postmaster.pid").read_text().split()[0]), 9)
time.sleep(0.2)
assert database() == "factcheck in test_factcheck"
connection.creation.destroy_test_db("factcheck", verbosity=0)
print("done")
"""


class Person:
    """A user of the system, and an interpreter which that user may run."""

    def __init__(self, uid):
        self.uid = uid
        self.python = sys.executable
        self.identity = {}
        if uid != os.geteuid():
            self.identity = {"user": uid, "group": uid, "extra_groups": []}
            self.python = shutil.which("python3", path="/usr/bin:/usr/local/bin")

    def command(self, code, *arguments):
        return [self.python, "-W", "error", "-c", code, *map(str, arguments)]

    def options(self, **environment):
        path = os.pathsep.join([str(PROJECT), PACKAGES])
        clean = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}
        env = clean | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/"}
        return {"cwd": "/", "env": env | environment, "text": True, **self.identity}

    def run(self, code, *arguments, **environment):
        return subprocess.run(
            self.command(code, *arguments),
            capture_output=True,
            timeout=60,
            check=False,
            **self.options(**environment),
        )


class Client:
    """A program that uses the server."""

    def __init__(self, person, root, code=CLIENT, **environment):
        self.process = subprocess.Popen(
            person.command(code, root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            **person.options(**environment),
        )

    def tell(self, expression):
        self.process.stdin.write(f"{expression}\n")
        self.process.stdin.flush()

    def answer(self):
        return eval(self.process.stdout.readline())  # noqa: S307 - the repr() of a string

    def ask(self, expression):
        self.tell(expression)
        return self.answer()

    def end(self, number=None):
        if number:
            self.process.send_signal(number)
        with contextlib.suppress(BrokenPipeError), self.process:
            self.process.stdin.close()


def processes_of(place):
    """Every process of PostgreSQL that works in the cluster's data."""
    return [
        int(entry.name) for entry in Path("/proc").glob("[0-9]*") if cwd_of(entry) == place.data
    ]


def cwd_of(process):
    with contextlib.suppress(OSError):
        return Path(os.readlink(process / "cwd"))


def supervisor_of(place):
    return int((place.home / "locks" / "supervisor").read_text())


def soon(condition):
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@contextlib.contextmanager
def cluster(person):
    # Not tmp_path, whose parents a plain user cannot enter when root runs the tests.
    base = Path(tempfile.mkdtemp(prefix="embedded-", dir="/var/tmp"))
    if person.identity:
        os.chown(base, person.uid, person.uid)
    root = base / ODD / "pg"
    home, data, sockets = map(Path, person.run(PLACE, root).stdout.splitlines())
    place = SimpleNamespace(root=root, home=home, data=data, sockets=sockets)
    yield place
    for pid in processes_of(place):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    person.run(f"{CLIENT}\nshared.destroy()", root)
    shutil.rmtree(base)
    assert not place.sockets.exists()
