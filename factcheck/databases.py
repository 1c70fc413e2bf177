"""Which servers the aliases lead to: as web processes connect, and as everything else does.

Three addresses, each of one server or of several in their order (libpq's, with all its options):
- DATABASE_URL: the desk's. Unset, the embedded server.
- RECORD_DATABASE_URL: where the public side reads, as the record's role; a standby, for one.
- DIRECT_DATABASE_URL: set where a pooler in transaction mode stands before the other two. It leads
  past it, for all that needs a session: migrations, the worker's LISTEN, temporary tables, cursors.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from psycopg import conninfo

Database = dict[str, Any]
Databases = dict[str, Database]
Read = Callable[[str], str]
"""Returns a variable of the environment, or an empty text."""

AS_THE_RECORD = "-c role=factcheck_record"
"""For a login that is not the record's own: its role before the first query."""
PATIENCE = {"connect_timeout": "5", "tcp_user_timeout": "20000"}
"""Seconds for each server of an address, and milliseconds: a host that vanished says nothing."""
NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def embedded(folder: Path) -> Databases:
    """Return both aliases on the server from the wheel, as two roles."""
    return {
        "default": _embedded(folder, "factcheck"),
        "record": _embedded(folder, "factcheck_record"),
    }


def _embedded(folder: Path, user: str) -> Database:
    return {
        "ENGINE": "factcheck.embedded",
        "EMBEDDED": {"root": folder, "durable": True},
        "NAME": "factcheck",
        "USER": user,
    }


def of_web(read: Read) -> Databases:
    """Return what web processes connect to."""
    record, pooled = read("RECORD_DATABASE_URL"), bool(read("DIRECT_DATABASE_URL"))
    if pooled and not record:
        # The role is set as a connection starts: a pooler refuses that, or drops it in silence.
        raise ImproperlyConfigured(
            "DIRECT_DATABASE_URL is set, so a pooler stands before DATABASE_URL, and"
            " RECORD_DATABASE_URL is not set. Set it to an address at which the pooler connects as"
            " the role factcheck_record: docs/operating.md shows how."
        )
    found = {
        "default": _at("DATABASE_URL", read),
        "record": _at("RECORD_DATABASE_URL", read) if record else _as_record("DATABASE_URL", read),
    }
    for database in found.values() if pooled else ():
        # What the pooler gives to another between two transactions: named cursors, statements.
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
        database["OPTIONS"]["prepare_threshold"] = None
    return found


def of_all_else(read: Read) -> Databases:
    """Return what commands and workers connect to: sessions of their own."""
    name = "DIRECT_DATABASE_URL"
    if not read(name):
        return of_web(read)
    return {"default": _at(name, read), "record": _as_record(name, read)}


def hurried(found: Databases, seconds: int) -> Databases:
    """Return the same, where no statement of the public side lasts longer; 0: any may.

    Not through a pooler, which refuses options of a connection. What an address says counts.
    """
    record = found["record"]
    options = record.get("OPTIONS", {})
    if not seconds or "prepare_threshold" in options:
        return found
    said = f"-c statement_timeout={seconds}s {options.get('options', '')}".strip()
    return {**found, "record": {**record, "OPTIONS": {**options, "options": said}}}


def _as_record(name: str, read: Read) -> Database:
    database = _at(name, read)
    given = database["OPTIONS"].get("options", "")
    database["OPTIONS"]["options"] = f"{given} {AS_THE_RECORD}".strip()
    return database


def _at(name: str, read: Read) -> Database:
    """Return an address as Django has it: libpq reads it, so several hosts are well."""
    try:
        said = conninfo.conninfo_to_dict(read(name))
    except psycopg.ProgrammingError:
        said = {}
    parts = {there: str(said.get(here, "")) for here, there in NAMES.items()}
    if not _is_whole(parts):
        # Nothing of it is shown, nor what libpq says: a password may stand anywhere in it.
        raise ImproperlyConfigured(
            f"{name} is not the address of a database. Use one like"
            " postgresql://user:password@host:5432/name; of several servers,"
            " postgresql://user:password@first:5432,second:5432/name?target_session_attrs=read-write."
            " In a password, write %40 for @, %2F for /, %3A for :, %23 for # and %25 for %."
        )
    options = PATIENCE | {key: value for key, value in said.items() if key not in NAMES}
    return {"ENGINE": "django.db.backends.postgresql", **parts, "OPTIONS": options}


def _is_whole(parts: dict[str, str]) -> bool:
    """Say if a database is named, and no part of a password taken for a host, a port or a name."""
    return bool(
        parts["NAME"]
        and all(re.fullmatch(r"\d{0,5}", port, re.ASCII) for port in parts["PORT"].split(","))
        and not any("@" in host[1:] for host in parts["HOST"].split(","))
        and (parts["USER"] or "@" not in parts["NAME"])
    )


def take(databases: Databases) -> None:
    """Have this process connect to `databases` from now on, in every thread."""
    connections.close_all()
    for alias, database in databases.items():
        # What Django adds to each stays: time zone, hooks, the names of test databases.
        connections.settings[alias] = {**connections.settings[alias], **database}
        # This thread's; others have none before their first request.
        with suppress(AttributeError):
            del connections[alias]
