"""docker-compose.yml says what the code and the scripts beside it understand."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from factcheck import databases
from factcheck.embedded import cluster

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
SCALED = {name for name, service in COMPOSE.items() if service.get("profiles") == ["scale"]}
OURS = {name for name in COMPOSE if name.startswith(("web", "worker"))}


def variables(service):
    return COMPOSE[service]["environment"]


def test_profile_has_a_standby_a_pooler_two_web_servers_and_two_workers():
    assert {"standby", "pgbouncer", "web-a", "web-b", "worker-a", "worker-b"} == SCALED
    assert {"db", "migrate", "web", "worker"} == set(COMPOSE) - SCALED


@pytest.mark.parametrize("service", ["web", "web-a", "web-b"])
def test_web_servers_start_on_a_database_that_is_migrated(service):
    """Wrong outcome: nobody can tell one that migrates for hours from one that hangs at its start."""
    assert COMPOSE[service]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }
    assert COMPOSE[service].get("healthcheck", {}).get("start_period", "2m") == "2m"
    migrate = COMPOSE["migrate"]
    # Past the pooler, and once: a container that has ended well is not started again.
    assert "@db:5432/" in migrate["environment"]["DATABASE_URL"]
    assert migrate["restart"] == "no"
    assert migrate["command"][1:] == ["manage.py", "migrate"]
    assert (ROOT / "manage.py").is_file()


@pytest.mark.parametrize("service", sorted(OURS))
def test_services_of_ours_know_each_variable_that_they_are_given(service):
    code = "".join(path.read_text() for path in (ROOT / "factcheck").glob("*.py"))
    known = set(re.findall(r'(?:env\.\w+|read|_at)\(\s*"(\w+)"', code))
    assert set(variables(service)) <= known


# Of a container, or not to be set there: addresses inside of it, a folder, what nobody debugs with.
OF_ONE_MACHINE = {"HOST", "PORT", "LOCAL_DIR", "NLI_MODEL", "RUN_WORKER", "DEBUG"}
ADDRESSES = {"DATABASE_URL", "RECORD_DATABASE_URL", "DIRECT_DATABASE_URL"}


@pytest.mark.parametrize("service", sorted(OURS))
def test_services_of_ours_are_given_each_setting_that_the_docs_name(service):
    """Wrong outcome: `DESK_NAME=… docker compose up` goes on under the name of before."""
    documented = (ROOT / "docs" / "operating.md").read_text()
    settings = set(re.findall(r"^\| `([A-Z_]+)`", documented, re.MULTILINE))
    assert len(settings) > 20
    assert settings - OF_ONE_MACHINE - ADDRESSES <= set(variables(service))


@pytest.mark.parametrize("service", sorted(OURS & SCALED))
def test_addresses_lead_to_services_and_ports_that_are_there(service):
    said = variables(service)

    def read(name):
        return said.get(name, "")

    listens = COMPOSE["pgbouncer"]["environment"]["LISTEN"].rpartition(":")[2]
    for database in databases.of_web(read).values():
        assert (database["HOST"], database["PORT"]) == ("pgbouncer", listens)
    for database in databases.of_all_else(read).values():
        assert (database["HOST"], database["PORT"]) == ("db,standby", "5432,5432")
    # The names that the script gives to pgbouncer's databases.
    script = (ROOT / "deploy" / "pgbouncer.sh").read_text()
    assert databases.of_web(read)["record"]["NAME"] == "record"
    assert re.search(r"^record = .*STANDBY.* \$record$", script, re.MULTILINE)
    assert databases.of_web(read)["default"]["NAME"] == variables("pgbouncer")["NAME"]


@pytest.mark.parametrize(
    ("service", "script"), [("standby", "standby"), ("pgbouncer", "pgbouncer")]
)
def test_scripts_get_each_variable_that_they_read(service, script):
    text = (ROOT / "deploy" / f"{script}.sh").read_text()
    read = set(re.findall(r"\$\{?([A-Z_]+)\b(?!:-)", text))
    assert read <= set(variables(service))


def test_primary_keeps_what_a_standby_misses_while_it_is_away():
    """Wrong outcome: after a checkpoint or two the standby can never follow again."""
    assert "wal_keep_size=1GB" in COMPOSE["db"]["command"]


@pytest.mark.parametrize("service", ["db", "standby"])
def test_postgres_keeps_more_pages_than_it_would_by_itself(service):
    assert "shared_buffers=512MB" in COMPOSE[service]["command"]


def test_each_postgres_has_places_for_the_threads_of_many_cores():
    """Wrong outcome: on 8 cores all 100 are taken by readers, and the desk answers 503.

    A standby that has fewer than its primary does not start.
    """
    for service in ("db", "standby"):
        assert "max_connections=1000" in COMPOSE[service]["command"]
    assert int(cluster.SERVER_SETTINGS["max_connections"]) >= 16 * 8 * 3 + 14


@pytest.mark.parametrize("service", ["db", "standby"])
def test_postgres_is_asked_by_tcp_and_has_room_for_parallel_workers(service):
    """Wrong outcomes: it counts as there while its cluster is made; an index of vectors fails."""
    assert "--host=127.0.0.1" in COMPOSE[service]["healthcheck"]["test"][1]
    assert COMPOSE[service]["shm_size"] == "1gb"


def test_image_starts_what_make_run_starts_and_compose_calls_modules_that_are_there():
    said = re.search(r'^CMD (\[".venv.*\])$', (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    commands = [json.loads(said[1])] + [COMPOSE[name].get("command") for name in sorted(OURS)]
    recipe = re.search(r"^run: .*\n\t@\$\(PY\) -m (.*)$", (ROOT / "Makefile").read_text(), re.M)
    assert commands[0] == [".venv/bin/python", "-m", recipe[1]]
    for command in filter(None, commands):
        assert (ROOT / f"{command[2].replace('.', '/')}.py").is_file()


def test_pooler_does_not_start_without_the_password_of_the_record():
    """Wrong outcome: it starts, and the public side answers 503 without a word of why."""
    said = dict.fromkeys(variables("pgbouncer"), "x:1") | {"RECORD_PASSWORD": ""}
    done = run_script("pgbouncer", "true", **said)
    assert done.returncode != 0
    assert "RECORD_PASSWORD: is empty" in done.stderr


def test_copy_that_was_killed_half_way_is_made_anew(tmp_path):
    """Wrong outcome: what is half there is taken for a standby, and never starts."""
    data, program = tmp_path / "18" / "data", tmp_path / "pg_basebackup"
    said = {"PGDATA": str(data), "PRIMARY": "host=x", "PATH": f"{tmp_path}:/usr/bin:/bin"}
    program.write_text(
        '#!/bin/sh\nmkdir "$PGDATA"\necho 18 > "$PGDATA/PG_VERSION"\nkill -9 $PPID\n'
    )
    program.chmod(0o755)
    assert run_script("standby", "true", **said).returncode == -9
    program.write_text('#!/bin/sh\necho 18 > "$PGDATA/PG_VERSION"\n: > "$PGDATA/whole"\n')
    assert run_script("standby", "ls", str(data), **said).stdout.split() == ["PG_VERSION", "whole"]
    # What is whole is never copied again: it may have become the primary.
    program.write_text("#!/bin/sh\nexit 1\n")
    assert run_script("standby", "ls", str(data), **said).stdout.split() == ["PG_VERSION", "whole"]


def run_script(name, *command, **said):
    return subprocess.run(
        ["/bin/sh", str(ROOT / "deploy" / f"{name}.sh"), *command],
        env={"PATH": "/usr/bin:/bin"} | said,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_files_that_are_mounted_and_stages_that_are_built_exist():
    stages = set(re.findall(r"^FROM .* AS (\w+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    for service in COMPOSE.values():
        for volume in service.get("volumes", []):
            if volume.startswith("./"):
                assert (ROOT / volume.partition(":")[0]).is_file()
        if "build" in service:
            assert service["build"]["target"] in stages


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is missing")
def test_docker_compose_reads_it():
    done = subprocess.run(
        ["docker-compose", "--profile", "scale", "config", "--quiet"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "SECRET_KEY": "of this test", "POSTGRES_PASSWORD": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
