"""Servers of PostgreSQL beside one another: a copy of the test database, and its standbys.

The programs are those of the wheel. A copy is made by pg_basebackup, so that it has the tables, the
roles and the rows that the test database has at that moment; so it costs a second, and no migration.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg
from django.db import connections

from factcheck.embedded import binaries, initdb
from factcheck.embedded import place as places
from tests import server as web

STANDBY = web.ROOT / "deploy" / "standby.sh"
"""What the container of a standby starts with."""
HBA = """
local all all trust
host all all 127.0.0.1/32 trust
host replication all 127.0.0.1/32 trust
"""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "wal_keep_size": "256MB",
    # kill -9 takes no page from the kernel: what is tested here is not the disk.
    "fsync": "off",
}
PATIENCE = 60
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own is made in it
"""Where there is one: three servers of 100 MB are copied and thrown away for a test."""


class Server:
    """One server, on a port of this machine; `root` is a folder of its user."""

    def __init__(self, name, root, account, programs):
        self.name, self.account, self.programs = name, account, programs
        self.data, self.port = root / name, web.free_port()
        self.log = root / f"{name}.log"
        self.process = None

    def url(self, user="factcheck", **more):
        return url([self], user, **more)

    def conninfo(self):
        """As a standby names it, to copy and to follow."""
        return (
            f"host=127.0.0.1 port={self.port} user={initdb.SUPERUSER} application_name={self.name}"
        )

    def run(self, program, *arguments, **variables):
        done = self.popen([self.programs / program, *arguments], **variables)
        said, _ = done.communicate(timeout=PATIENCE)
        assert done.returncode == 0, said
        return said

    def popen(self, command, *, output=subprocess.PIPE, **variables):
        switch = self.account.switch
        return subprocess.Popen(
            [str(part) for part in command],
            cwd="/",
            env=places.CLEAN_ENVIRONMENT | variables,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            user=self.account.uid if switch else None,
            group=self.account.gid if switch else None,
            extra_groups=[] if switch else None,
        )

    def start(self, *wrapper, variables=None, **settings):
        """Start it, by a script if there is a `wrapper`, and wait until it answers."""
        values = {"port": self.port, "cluster_name": self.name} | settings
        given = [part for key, value in values.items() for part in ("-c", f"{key}={value}")]
        path = {"PATH": f"{self.programs}:/usr/bin:/bin", "PGDATA": str(self.data)}
        command = [*wrapper, self.programs / "postgres", "-D", self.data, *given]
        with self.log.open("a") as log:
            self.process = self.popen(command, output=log, **path, **variables or {})
        assert soon(self.answers), self.log.read_text()[-3000:]
        return self

    def follow(self, primary):
        """Become its standby, as the container does: a copy first, if there is none."""
        said = f"{primary.conninfo()} application_name={self.name}"
        return self.start("/bin/sh", STANDBY, variables={"PRIMARY": said})

    def answers(self):
        with suppress(psycopg.OperationalError):
            return bool(self.ask("SELECT 1"))
        return False

    def ask(self, query, *params, user=initdb.SUPERUSER):
        with psycopg.connect(self.url(user), autocommit=True, connect_timeout=5) as connection:
            found = connection.execute(query, params)
            return found.fetchall() if found.description else None

    def promote(self):
        self.ask("SELECT pg_promote(true)")

    def kill(self):
        """kill -9 of the postmaster and of all that it started, as when the power goes."""
        if self.process is None or self.process.poll() is not None:
            return
        parent = psutil.Process(self.process.pid)
        parent.suspend()
        children = parent.children(recursive=True)
        for one in [parent, *children]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait()
        psutil.wait_procs(children, timeout=10)

    def stop(self):
        """Shut down in order, as before a machine is served."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)


def url(servers, user="factcheck", **more):
    """Return the address of several servers, as libpq reads it."""
    hosts = ",".join(f"127.0.0.1:{one.port}" for one in servers)
    query = "&".join(f"{name}={value}" for name, value in more.items())
    name = connections["default"].settings_dict["NAME"]
    return f"postgresql://{user}@{hosts}/{name}" + (f"?{query}" if query else "")


class Pair(NamedTuple):
    """A primary and its standby."""

    primary: Server
    standby: Server

    def addresses(self):
        """Return the settings of a machine that reads from the standby, and writes where it may."""
        return {
            "DATABASE_URL": url(self, target_session_attrs="read-write"),
            "RECORD_DATABASE_URL": self.standby.url("factcheck_record"),
        }


def soon(condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def copied(**settings):
    """Copy the test database to a primary of its own; yields it, and how to name more servers."""
    original = connections["default"]
    original.ensure_connection()
    account = original.cluster.place.account()
    programs = binaries.available_to(account, original.cluster.place.home)
    root = Path(tempfile.mkdtemp(prefix="machines-", dir=MEMORY if MEMORY.is_dir() else None))
    made = []
    if account.switch:
        os.chown(root, account.uid, account.gid)

    def more(name):
        made.append(Server(name, root, account, programs))
        return made[-1]

    try:
        primary = more("first")
        said = original.get_connection_params()
        primary.run(
            "pg_basebackup", "-h", said["host"], "-p", said["port"], "-U", initdb.SUPERUSER,
            "-D", primary.data, "--checkpoint=fast", "--no-sync", "--wal-method=stream",
        )  # fmt: skip
        (primary.data / "pg_hba.conf").write_text(HBA)
        # In the file: pg_rewind starts the server by itself, and standbys copy it.
        with (primary.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        yield primary.start(**settings), more
    finally:
        for one in made:
            one.kill()
        shutil.rmtree(root)
