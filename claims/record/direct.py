"""The hot questions of readers, asked of PostgreSQL without the ORM: prepared, in binary, as bytes.

Each statement says in the same snapshot how far the record has come, so that whoever keeps an
answer knows of which head it is. The connections are those of the alias `record`, and so of a role
that may read the record's tables and nothing else.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import adapt, errors, pq

from claims.record import heads, newest, paging, published

BINARY = 1
GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


@dataclass(frozen=True)
class Question:
    """A statement with $1, $2 …, whose parameters are texts; prepared by its name."""

    name: bytes
    text: bytes


CLAIM = Question(
    b"front_claim",
    b"""
SELECT (SELECT max(sequence) FROM record_publication), body
FROM record_claim WHERE claim_id = $1::uuid AND ended_at IS NULL AND kind <> 'retraction'
""",
)
PAGE = b"""
SELECT (SELECT max(sequence) FROM record_publication), sequence, body
FROM record_claim WHERE ended_at IS NULL AND kind <> 'retraction'
"""
NEWEST = Question(b"front_newest", PAGE + b" ORDER BY sequence DESC LIMIT $1::bigint")
OLDER = Question(
    b"front_older",
    PAGE + b" AND sequence < $2::bigint ORDER BY sequence DESC LIMIT $1::bigint",
)
NEWER = Question(
    b"front_newer", PAGE + b" AND sequence > $2::bigint ORDER BY sequence LIMIT $1::bigint"
)


ONE_PLAN = "SET plan_cache_mode = force_generic_plan"
"""PostgreSQL would plan a page each time it is asked, as it cannot know that no plan is better."""


@dataclass
class Line:
    """A connection to PostgreSQL, since when it is open, and what is prepared on it.

    `prepares` is False where another session may answer next: behind a pooler.
    """

    connection: psycopg.Connection[Any]
    prepares: bool
    since: float = field(default_factory=time.monotonic)
    known: set[bytes] = field(default_factory=set)

    def ask(self, question: Question, params: Sequence[bytes | None]) -> pq.abc.PGresult:
        """Answer in binary. libpq waits, without the interpreter's lock: psycopg's cursors wait
        in Python, which takes longer than all else that is done for one claim.
        """
        wire = self.connection.pgconn
        if not self.prepares:
            return self._good(wire.exec_params(question.text, params, result_format=BINARY))
        if question.name not in self.known:
            self._good(wire.prepare(question.name, question.text))
            self.known.add(question.name)
        found = wire.exec_prepared(
            question.name,
            params,  # type: ignore[arg-type] # it takes None, as exec_params does
            result_format=BINARY,
        )
        return self._good(found)

    def _good(self, result: pq.abc.PGresult) -> pq.abc.PGresult:
        if result.status in GOOD:
            return result
        if self.connection.pgconn.status == pq.ConnStatus.BAD and not result.error_field(
            pq.DiagnosticField.SQLSTATE
        ):
            raise psycopg.OperationalError(result.get_error_message())
        raise errors.error_from_result(result)


class Connections:
    """As many connections as threads ask at once, and no more. Not for use across a fork."""

    def __init__(self) -> None:
        # A copy: its parameters, without Django's care for requests and threads.
        self._wrapper = connections[published.ALIAS].copy()
        self._idle: list[Line] = []
        self._lasts: float | None = self._wrapper.settings_dict["CONN_MAX_AGE"]

    def ask(self, question: Question, *params: bytes | None) -> pq.abc.PGresult:
        """Answer one question. Raises django.db.Error; its connection is not used again."""
        try:
            line = self._take()
            try:
                found = line.ask(question, params)
            except BaseException:
                self._drop(line)
                raise
        except psycopg.Error:
            # Entered here alone: each time, it would take as long as a look at the head.
            with self._wrapper.wrap_database_errors:
                raise
        self._give_back(line)
        return found

    def rows(self, query: LiteralString, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Answer a query in Django's words. Parameters are texts, whole numbers, or lists of texts
        (the query says which type they have). Raises as `ask` does.
        """
        answer = self.ask(question(query), *written(params))
        # Of no connection: what is read here has the same form on each.
        loader = adapt.Transformer()
        loader.set_pgresult(answer)
        return loader.load_rows(0, answer.ntuples, tuple)

    def _take(self) -> Line:
        try:
            # The last that came back: the others are closed when somebody comes to them.
            return self._idle.pop()
        except IndexError:
            return self._open()

    def _open(self) -> Line:
        opened = self._wrapper.get_new_connection(self._wrapper.get_connection_params())
        opened.autocommit = True
        threshold = self._wrapper.settings_dict["OPTIONS"].get("prepare_threshold", 0)
        opened.prepare_threshold = threshold
        if threshold is not None:
            try:
                opened.execute(ONE_PLAN)
            except BaseException:
                opened.close()
                raise
        return Line(opened, prepares=threshold is not None)

    def _give_back(self, line: Line) -> None:
        if self._lasts is None or time.monotonic() - line.since < self._lasts:
            self._idle.append(line)
        else:
            line.connection.close()

    def _drop(self, line: Line) -> None:
        gone = line.connection.pgconn.status == pq.ConnStatus.BAD
        line.connection.close()
        if gone:
            # Maybe the server is: then none of the others is worth a try.
            self.close()

    def close(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().connection.close()


@cache
def question(query: LiteralString) -> Question:
    """Return a query with PostgreSQL's own places for parameters. There are few queries."""
    parts = query.replace("%%", "%").split("%s")
    text = "".join(f"{part}${n}" for n, part in enumerate(parts[:-1], start=1)) + parts[-1]
    return Question(
        b"front_" + blake2b(text.encode(), digest_size=8).hexdigest().encode(), text.encode()
    )


def written(params: Sequence[Any]) -> list[bytes | None]:
    return [_written(value) for value in params]


def _written(value: Any) -> bytes | None:
    """Return a parameter as PostgreSQL reads it."""
    if value is None:
        return None
    if isinstance(value, list):
        quoted = (one.replace("\\", "\\\\").replace('"', '\\"') for one in value)
        value = "{" + ",".join(f'"{one}"' for one in quoted) + "}"
    return str(value).encode()


def look(through: Connections) -> heads.Seen:
    """Return the head of the record. One query."""
    return heads.seen(through.rows(heads.NEWEST))


def claim(through: Connections, claim_id: str) -> tuple[int, bytes] | None:
    """Return where the record ended, and what it says of a claim; None if there is no such claim.

    A claim that was retracted counts as none. One query.
    """
    found = through.ask(CLAIM, claim_id.encode())
    return (_sequence(found, 0, 0), _bytes(found, 0, 1)) if found.ntuples else None


def page(
    through: Connections, *, size: int, cursor: paging.Cursor | None
) -> tuple[int, paging.Page] | None:
    """Return where the record ended, and a page of `published.claims`; None if that is empty.

    One query.
    """
    question = NEWEST if cursor is None else NEWER if cursor.back else OLDER
    place = [] if cursor is None else [b"%d" % cursor.position]
    answer = through.ask(question, b"%d" % (size + 1), *place)
    if not answer.ntuples:
        return None
    # Where most of a page's time goes: no function of ours for each row.
    get, rows = answer.get_value, list(range(answer.ntuples))
    found = paging.cut(rows, size=size, cursor=cursor, at=lambda n: _sequence(answer, n, 1))
    bodies = [get(n, 2) or b"" for n in found.rows]
    return _sequence(answer, 0, 0), paging.Page(bodies, found.next, found.previous)


def _bytes(answer: pq.abc.PGresult, row: int, column: int) -> bytes:
    return answer.get_value(row, column) or b""


def _sequence(answer: pq.abc.PGresult, row: int, column: int) -> int:
    return int.from_bytes(_bytes(answer, row, column))


def shared() -> newest.Newest:
    """Return what the processes of this machine know of this database. Raises OSError."""
    params = connections[published.ALIAS].get_connection_params()
    # Not by the server: one process may read the primary, and another one its standby.
    names = ("dbname", "service")
    return newest.shared(Path(settings.RUN_DIR), "\0".join(str(params.get(name)) for name in names))


def announce() -> None:
    """Let every process of this machine know how far the record has come. Call it after a commit.

    One query. Where the public side reads from a replica, it is what the replica shows.
    """
    connection = connections[published.ALIAS]
    was_open = connection.connection is not None
    try:
        with connection.cursor() as cursor:
            cursor.execute(heads.NEWEST)
            seen = heads.seen(cursor.fetchall())
    finally:
        # Who publishes may be a thread that nobody cleans up after. It is kept where connections
        # are: to open another takes as long as to publish.
        if not was_open:
            connection.close_if_unusable_or_obsolete()
    with suppress(OSError):
        shared().note(seen.position)
