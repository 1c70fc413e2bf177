"""Locks of the kernel on files: they end with the process, however it ends, and name no pid.

flock() belongs to the open file, which a forked child shares. So whoever lets go does so with
LOCK_UN: closing the file alone would leave the lock with a child that was forked meanwhile.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from factcheck.embedded import exceptions

if sys.platform == "win32":
    raise ImportError("The embedded PostgreSQL needs Linux or macOS: use WSL, or DATABASE_URL.")

import fcntl

SHARED, EXCLUSIVE, UNLOCK = fcntl.LOCK_SH, fcntl.LOCK_EX, fcntl.LOCK_UN
# Two processes of one machine may wait for a first start, which takes seconds on a slow disk.
PATIENCE = 120.0


def open_file(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise exceptions.unusable(path, error) from error


def attempt(fd: int, operation: int) -> bool:
    try:
        fcntl.flock(fd, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise exceptions.ClusterError(
            f"The file system of the embedded PostgreSQL's folder has no locks: {error.strerror}. "
            "Set LOCAL_DIR to a folder on a local disk."
        ) from error
    return True


def release(fd: int) -> None:
    fcntl.flock(fd, UNLOCK)
    os.close(fd)


def rounds(seconds: float, pause: float = 0.01) -> Iterator[None]:
    """Yield until the time is over: once at least, and then after each pause."""
    end = time.monotonic() + seconds
    yield
    while time.monotonic() < end:
        time.sleep(pause)
        yield


def wait(fd: int, operation: int, seconds: float = PATIENCE) -> bool:
    return any(attempt(fd, operation) for _ in rounds(seconds))


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock. Two who ask at once do not see each other."""
    if not path.exists():
        return False
    fd = open_file(path)
    if free := attempt(fd, SHARED):
        fcntl.flock(fd, UNLOCK)
    os.close(fd)
    return not free


def wait_until_free(path: Path, seconds: float) -> bool:
    return any(not is_held(path) for _ in rounds(seconds, 0.005))


def join(path: Path) -> int:
    """Take a shared lock on the file that is at `path` now, and return it open."""
    while True:
        fd = open_file(path)
        if not wait(fd, SHARED):
            os.close(fd)
            raise exceptions.ClusterError(f"Another program has kept {path} locked for too long.")
        # Whoever destroys the cluster removes this file under its lock: then it is another's now.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(fd), path.stat()):
                return fd
        release(fd)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[int]:
    fd = open_file(path)
    if not wait(fd, EXCLUSIVE):
        os.close(fd)
        raise exceptions.ClusterError(f"Another program has kept {path} locked for too long.")
    try:
        yield fd
    finally:
        release(fd)
