"""What a server that was killed leaves behind: processes, files and its log."""

import contextlib
import os
import signal
from pathlib import Path

from factcheck.embedded import exceptions, locks
from factcheck.embedded import place as places

GRACE_SECONDS, KILL_SECONDS = 1.0, 10.0
LOG_BYTES = 5_000_000


def clear(place: places.Place) -> None:
    """Make way for a new server. The caller sees to it that no supervisor can start meanwhile."""
    server = place.lock("server")
    if not locks.wait_until_free(server, GRACE_SECONDS):
        # Without their postmaster they end with their query; a long one need not be waited for.
        for pid in _processes_in(place.data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not locks.wait_until_free(server, KILL_SECONDS):
            raise exceptions.ClusterError(
                f"A former PostgreSQL still works in {place.data}. End its processes "
                "(`ps -ef | grep postgres`), and try again."
            )
    # PostgreSQL would take the pids in these files for a running server if another program got
    # the number since. The lock proves that there is none.
    for stale in (place.data / "postmaster.pid", place.socket, Path(f"{place.socket}.lock")):
        stale.unlink(missing_ok=True)


def _processes_in(data: Path) -> list[int]:
    """The processes of PostgreSQL that work in the folder (only Linux tells)."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _works_in(entry, data)]


def _works_in(process: Path, data: Path) -> bool:
    try:
        same = os.path.samefile(process / "cwd", data)
        return same and Path(os.readlink(process / "exe")).name.startswith("postgres")
    except OSError:
        return False


def turn_log(log: Path) -> int:
    """Begin a new log if this one is long; return where the next line goes."""
    with contextlib.suppress(FileNotFoundError):
        size = log.stat().st_size
        if size < LOG_BYTES:
            return size
        log.replace(f"{log}.1")
    return 0


def log_tail(log: Path, start: int) -> str:
    with contextlib.suppress(FileNotFoundError):
        lines = log.read_bytes()[start:].decode(errors="replace").splitlines()
        return "\n".join(lines[-12:])
    return "(nothing)"
