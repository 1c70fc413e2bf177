"""A PostgreSQL server that several programs of one machine share while they run.

Four locks of the kernel say who is there (see `locks`):
- `clients`: shared by every program that uses the server; alone, whoever stops or destroys it.
- `start`: whoever makes the data or starts the server.
- `supervisor`: the process that stops the server after the last client.
- `server`: any process of PostgreSQL itself.
"""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from factcheck.embedded import binaries, exceptions, initdb, locks, memory, remains
from factcheck.embedded import place as places

SUPERVISOR = Path(__file__).with_name("supervisor.py")
SERVER_SETTINGS = {
    "listen_addresses": "",
    "port": str(places.PORT),
    "unix_socket_permissions": "0700",
    # `make run` on 16 cores takes 400: each thread keeps its own. An unused place costs some kB.
    "max_connections": "1000",
    "shared_buffers": memory.shared_buffers(),
    # With three, the best of a rare word took up to 30 ms among a million claims; with eight, 21.
    "io_workers": "8",
    "cluster_name": "factcheck",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
START_SECONDS, STOP_SECONDS, IN_USE_SECONDS = 120.0, 40.0, 1.0


class Shares:
    """This process's share in each cluster, by folder; many objects may stand for one cluster."""

    def __init__(self) -> None:
        self.mutex = threading.RLock()
        self.held: dict[Path, int] = {}

    def forget_in_child(self) -> None:
        """Have no part in the parent's locks: a forked child takes its own with its first use."""
        self.mutex = threading.RLock()
        for fd in self.held.values():
            os.close(fd)
        self.held.clear()


_shares = Shares()
os.register_at_fork(after_in_child=_shares.forget_in_child)


class Cluster:
    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.place = places.Place(root)

    def connection_settings(self) -> dict[str, str]:
        """What Django needs to connect; nothing is made or started."""
        return {
            "HOST": str(self.place.sockets),
            "PORT": str(places.PORT),
            "USER": initdb.OWNER,
            "NAME": initdb.DATABASE,
        }

    def ensure_running(self) -> None:
        """Have a server until this process ends or releases it; make and start it if need be."""
        with _shares.mutex:
            self._join()
            if self._is_up():
                return
            with locks.alone(self.place.lock("start")) as lock:
                self._start(lock)

    def answers(self) -> bool:
        """Whether something listens on the socket. Costs the server a process."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.place.socket))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
            except OSError:
                # A full queue, for one, shows that there is somebody.
                return True
        return True

    def recover(self) -> None:
        """Get the server back after it was killed, though a moment ago it seemed to run."""
        locks.wait_until_free(self.place.lock("supervisor"), 2.0)
        self.ensure_running()

    def release(self) -> None:
        """Give up this process's share; as the last client, wait until the server has stopped."""
        with _shares.mutex:
            fd = _shares.held.pop(self.place.home, None)
            if fd is None:
                return
            # Alone on the file, or shut out by a supervisor that got it between the two.
            last = locks.attempt(fd, locks.EXCLUSIVE) or not locks.attempt(fd, locks.SHARED)
            locks.release(fd)
        if last:
            locks.wait_until_free(self.place.lock("supervisor"), STOP_SECONDS)

    def stop(self) -> None:
        """Stop the server, used or not. A program that still uses it will start it again."""
        supervisor = self.place.lock("supervisor")
        for _ in locks.rounds(STOP_SECONDS, 0.05):
            if not locks.is_held(supervisor):
                return
            # The lock is held, so its holder wrote the pid, or is about to.
            with contextlib.suppress(ValueError, ProcessLookupError):
                os.kill(int(supervisor.read_text()), signal.SIGTERM)
        raise exceptions.ClusterError(f"The server of {self.place.home} does not stop.")

    def destroy(self) -> None:
        """Remove the cluster with all its data; refused while another program uses it."""
        self.release()
        if not self.place.locks.is_dir():
            return
        fd = locks.open_file(self.place.lock("clients"))
        try:
            if not self._gets_alone(fd):
                raise exceptions.ClusterError(
                    f"The database in {self.place.home} is in use. "
                    "End the programs that use it, and try again."
                )
            remains.clear(self.place)
            self.place.remove()
        except OSError as error:
            raise exceptions.unusable(self.place.home, error) from error
        finally:
            locks.release(fd)

    def _gets_alone(self, fd: int) -> bool:
        for _ in locks.rounds(IN_USE_SECONDS):
            alone = locks.attempt(fd, locks.EXCLUSIVE)
            if alone and not locks.is_held(self.place.lock("supervisor")):
                return True
            # A supervisor waits for the same lock, to stop its server, or does so now: let it.
            locks.attempt(fd, locks.UNLOCK)
            locks.wait(fd, locks.SHARED, STOP_SECONDS)
            locks.attempt(fd, locks.UNLOCK)
        return False

    def _join(self) -> None:
        if self.place.home in _shares.held:
            return
        self.place.prepare()
        _shares.held[self.place.home] = locks.join(self.place.lock("clients"))
        atexit.register(self.release)

    def _is_ready(self) -> bool:
        try:
            lines = (self.place.data / "postmaster.pid").read_text(errors="replace").split("\n")
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _is_up(self) -> bool:
        # postmaster.pid is trusted only while there is a supervisor: see `remains`.
        held = locks.is_held(self.place.lock("supervisor"))
        return held and self._is_ready() and self.place.socket.exists()

    def _becomes_up(self) -> bool:
        for _ in locks.rounds(START_SECONDS):
            if self._is_up():
                return True
            if not locks.is_held(self.place.lock("supervisor")):
                return False
        raise exceptions.ClusterError(f"PostgreSQL is not ready yet: see {self.place.log}.")

    def _start(self, lock: int) -> None:
        if locks.is_held(self.place.lock("supervisor")):
            if self._is_ready() and not self.place.socket.exists():
                # Somebody cleaned /tmp: the server runs, but nobody can reach it.
                self.stop()
            elif self._becomes_up():
                return
        account = self.place.prepare()
        remains.clear(self.place)
        programs = binaries.available_to(account, self.place.home)
        initdb.ensure(self.place, account, programs, durable=self.durable, lock=lock)
        written = remains.turn_log(self.place.log)
        self._launch(account, programs)
        if not self._becomes_up():
            raise exceptions.ClusterError(
                f"PostgreSQL did not start. {self.place.log} ends with:\n"
                f"{remains.log_tail(self.place.log, written)}"
            )

    def _launch(self, account: places.Account, programs: Path) -> None:
        values = SERVER_SETTINGS | ({} if self.durable else FORGETFUL)
        settings = [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
        server = [programs / "postgres", "-D", self.place.data, "-k", self.place.sockets, *settings]
        paths = [self.place.locks, self.place.log, account.uid, account.gid]
        done = subprocess.run(  # noqa: S603 - programs and paths of our own
            [sys.executable, "-I", "-S", SUPERVISOR, *map(str, [*paths, *server])],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        if done.returncode:
            raise exceptions.ClusterError(f"Cannot start PostgreSQL: {done.stderr.strip()}")
