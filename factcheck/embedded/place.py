"""Where a cluster lives, and as which user of the system it runs.

For a plain user that is the root folder itself. PostgreSQL refuses to run as the superuser of the
system; for root it therefore runs as an unprivileged user, below /var/lib, since that user could
not enter most checkouts and no folder is opened for it that was not made here.
"""

import contextlib
import dataclasses
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Collection
from pathlib import Path

from factcheck.embedded import exceptions

PORT = 5432
# Nothing of the caller's: PGDATA, PGPORT, LD_LIBRARY_PATH or a locale would change the server.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclasses.dataclass(frozen=True)
class Account:
    """The user of the system whom the server runs as."""

    uid: int
    gid: int
    switch: bool

    def run(
        self, *command: str | Path, text: str = "", keep: Collection[int] = ()
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program as this user, in a folder that every user may enter."""
        return subprocess.run(  # noqa: S603 - programs and paths of our own
            [str(part) for part in command],
            input=text,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env=CLEAN_ENVIRONMENT,
            pass_fds=keep,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )


class Place:
    def __init__(self, root: Path) -> None:
        real = os.path.realpath(root)
        mark = hashlib.sha256(os.fsencode(real)).hexdigest()[:12]
        uid = os.geteuid()
        self.root = Path(real)
        # The address of a socket holds about 100 bytes, fewer than many a checkout's path. Below
        # /tmp and not $XDG_RUNTIME_DIR, which differs between a login, sudo and cron.
        self.home = Path(f"/var/lib/factcheck-{mark}") if uid == 0 else self.root
        public = Path(f"/tmp/factcheck-{uid}-{mark}")  # noqa: S108 - see own_folder()
        self.sockets = self.home / "run" if uid == 0 else public
        self.socket = self.sockets / f".s.PGSQL.{PORT}"
        self.data = self.home / "data"
        self.draft = self.home / "data.new"
        self.log = self.home / "postgres.log"
        self.locks = self.home / "locks"

    def lock(self, name: str) -> Path:
        return self.locks / name

    def account(self) -> Account:
        uid, gid = os.geteuid(), os.getegid()
        if uid != 0:
            return Account(uid, gid, switch=False)
        with contextlib.suppress(FileNotFoundError):
            # A package may add the user `postgres` later: whoever has the data keeps it.
            owner = self.data.stat()
            return Account(owner.st_uid, owner.st_gid, switch=True)
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return Account(entry.pw_uid, entry.pw_gid, switch=True)
        raise exceptions.ClusterError(
            "PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`. "
            "Add one, run this program as a plain user, or set DATABASE_URL."
        )

    def prepare(self) -> Account:
        """Make the folders that are missing; refuse those that somebody else made."""
        account = self.account()
        try:
            if account.switch:
                # The server's user may pass through; what is in the folder stays with root.
                own_folder(self.home, os.geteuid(), account.gid, 0o710)
            else:
                self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            own_folder(self.sockets, account.uid, account.gid, 0o700)
        except OSError as error:
            raise exceptions.unusable(self.home, error) from error
        return account

    def remove(self) -> None:
        """Remove what was made here, and the folder itself if nothing else is in it."""
        for pattern in ("data", "data.new", "postgres.log*", "binaries-*", "locks", "run"):
            for path in self.home.glob(pattern):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.rmtree(self.sockets, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.home.rmdir()


def own_folder(path: Path, uid: int, gid: int, mode: int) -> None:
    """Make a folder for one user, or see that the one which is there is as we would make it."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    # Ours still, if we were killed between making the folder and giving it to its user.
    ours = found.st_uid in {uid, os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or not ours or stat.S_IMODE(found.st_mode) & 0o077 & ~mode:
        raise exceptions.ClusterError(
            f"{path} was there already, and is not a private folder of user {uid}: "
            f"it belongs to user {found.st_uid} with mode {stat.filemode(found.st_mode)}. "
            "Somebody else could listen in. Remove it, or ask its owner to."
        )
    if (found.st_uid, found.st_gid) != (uid, gid):
        os.chown(path, uid, gid, follow_symlinks=False)
    if stat.S_IMODE(found.st_mode) != mode:
        path.chmod(mode)
