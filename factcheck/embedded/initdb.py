"""Make the folder of data, with the roles and the database of the project in it.

All of it is made in a folder beside and renamed: a process killed in the middle leaves nothing
that looks like a cluster.
"""

import locale
import os
import shutil
from contextlib import suppress
from pathlib import Path

from factcheck.embedded import binaries, exceptions
from factcheck.embedded import place as places

SUPERUSER, OWNER, RECORD, DATABASE = "postgres", "factcheck", "factcheck_record", "factcheck"
EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gist")
LETTERS = ("C.UTF-8", "C.utf8", "UTF-8")
"""As Python looks for it (PEP 538): Linux has the first, older systems and macOS the others."""
INITDB = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    # Who reaches the socket passed the modes of its folder; nothing listens on the network.
    "--auth-local=trust",
    "--auth-host=reject",
    f"--username={SUPERUSER}",
    "--no-instructions",
    # One synchronisation at the end does for all three programs.
    "--no-sync",
)


def ensure(
    place: places.Place, account: places.Account, bin_dir: Path, *, durable: bool, lock: int
) -> None:
    """Make the data unless they are there. The caller holds `lock`, the one for starting.

    So do the programs run here: if the caller is killed, they finish before another begins.
    """
    if place.data.exists():
        return
    try:
        _remove_draft(place)
        places.own_folder(place.draft, account.uid, account.gid, 0o700)
        _fill(place.draft, account, bin_dir, durable=durable, lock=lock)
        place.draft.rename(place.data)
        _synchronise(place.home)
    except OSError as error:
        raise exceptions.unusable(place.home, error) from error
    finally:
        _remove_draft(place)


def _fill(data: Path, account: places.Account, bin_dir: Path, *, durable: bool, lock: int) -> None:
    make = (bin_dir / "initdb", "-D", data, f"--lc-ctype={_letters()}")
    single = (bin_dir / "postgres", "--single", "-F", "-c", "exit_on_error=on", "-D", data)
    _run(account, *make, *INITDB, keep=lock)
    _run(account, *single, "template1", text=_statements(), keep=lock)
    if durable:
        _run(account, *make, "--sync-only", keep=lock)


def _letters() -> str:
    """Return the locale that says what a letter is: to PostgreSQL's search, in C, “ and — are."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in LETTERS:
            with suppress(locale.Error):
                return locale.setlocale(locale.LC_CTYPE, name)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _statements() -> str:
    """One a line, as the single-user mode reads them."""
    # In template1, so that every database made later has them, those for tests included.
    extensions = [
        f"CREATE EXTENSION {name}" for name in EXTENSIONS if not binaries.extension_is_trusted(name)
    ]
    roles = [
        f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE",
        f"CREATE ROLE {RECORD} LOGIN",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
    ]
    return "\n".join([*extensions, *roles, ""])


def _run(account: places.Account, *command: str | Path, keep: int, text: str = "") -> None:
    done = account.run(*command, text=text, keep=[keep])
    if done.returncode:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise exceptions.ClusterError(
            f"Cannot make the embedded PostgreSQL's data with {command[0]}:\n{said}\n"
            "Put that right (a full disk is the usual cause) and try again, or set DATABASE_URL."
        )


def _remove_draft(place: places.Place) -> None:
    if place.draft.exists():
        shutil.rmtree(place.draft)


def _synchronise(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
