"""Run a PostgreSQL server until the last of its clients has gone: parent of its postmaster.

Run as a script, detached, with nothing but the standard library: it lives as long as the server
and should cost little. It keeps no list of clients. Each client holds a shared lock on a file,
which the kernel takes back when the process ends, by kill -9 too; once this process gets the
exclusive lock, nobody is left. It keeps it while the server stops, so that a client who comes
at that moment waits, and then starts the server anew.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
# Loaded at once: between fork and exec nothing should be imported.
PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def main(locks: str, log: str, uid: str, gid: str, *command: str) -> None:
    # Both locks are held before the caller's child returns: it may rely on them at once.
    supervisor, server = _locked(f"{locks}/supervisor"), _locked(f"{locks}/server")
    os.ftruncate(supervisor, 0)
    if os.fork():
        os._exit(0)
    _detach(log)
    os.write(supervisor, str(os.getpid()).encode())
    postmaster = _start(command, server, (int(uid), int(gid)) if os.geteuid() == 0 else None)
    signal.signal(signal.SIGTERM, lambda *_: postmaster.send_signal(signal.SIGINT))
    threading.Thread(target=_stop_when_unused, args=(locks, postmaster), daemon=True).start()
    postmaster.wait()
    # Without a server there is nothing to do: the next client starts both anew.
    fcntl.flock(supervisor, fcntl.LOCK_UN)
    _reap_orphans()
    os._exit(0)


def _locked(path: str) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    fcntl.flock(fd, fcntl.LOCK_EX)
    return fd


def _detach(log: str) -> None:
    """Leave the terminal and its Ctrl-C: the clients end first, and the server after them."""
    os.setsid()
    if PRCTL is not None:
        # The children of a postmaster that was killed come to us, and leave no zombies.
        PRCTL(PR_SET_CHILD_SUBREAPER, 1)
    os.chdir("/")
    os.umask(0o077)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, fd in enumerate((nothing, output, output)):
        os.dup2(fd, target)


def _start(
    command: tuple[str, ...], server: int, account: tuple[int, int] | None
) -> "subprocess.Popen[bytes]":
    parent = os.getpid()

    def tie_to_parent() -> None:
        """Let the kernel stop the server if this process is killed."""
        if PRCTL is not None:
            PRCTL(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    postmaster = subprocess.Popen(  # noqa: S603 - the command is the cluster's
        command,
        cwd="/",
        env=ENVIRONMENT,
        start_new_session=True,
        user=account[0] if account else None,
        group=account[1] if account else None,
        extra_groups=[] if account else None,
        # The postmaster and each of its children hold this lock, and from now on they alone:
        # it is free when the last of them is gone, whatever postmaster.pid may say.
        pass_fds=[server],
        preexec_fn=tie_to_parent,  # noqa: PLW1509 - no thread was started yet
    )
    os.close(server)
    return postmaster


def _reap_orphans() -> None:
    """Wait for the children of a postmaster that was killed: they notice, and end."""
    signal.alarm(10)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def _stop_when_unused(locks: str, postmaster: "subprocess.Popen[bytes]") -> None:
    # The main thread takes the signals.
    signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGTERM])
    _locked(f"{locks}/clients")
    # Fast shutdown; immediate, if a query does not let go; and the end of our patience.
    for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 0)):
        postmaster.send_signal(number)
        time.sleep(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
