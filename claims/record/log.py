"""Reading the record from its first entry to its last, and holding everything served against it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connections, transaction
from django.db.models import Exists, OuterRef

from claims import exceptions, sql
from claims.models import Publication, PublishedClaim, PublishedContradiction
from claims.record import chain, documents, index

BATCH = 250
"""How many entries are in memory at once."""

MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
LINKS = f"""e.sequence, e.claim_id::text, e.version, e.kind::text,
    {MOMENT.format("e.published_at")}, e.note, e.document,
    e.digest::text, e.previous_digest::text"""
"""The columns of a chain.Link."""


def rows(query: LiteralString, params: Sequence[Any], *, using: str) -> list[tuple[Any, ...]]:
    """Ask in binary, as Django's cursors cannot: a document is not read as twice as many digits."""
    wrapper: Any = connections[using]
    wrapper.ensure_connection()
    with (
        wrapper.wrap_database_errors,
        wrapper.connection.transaction(),
        psycopg.Cursor(wrapper.connection) as cursor,
    ):
        # A dump may take as long as it takes, where requests may not.
        cursor.execute("SET LOCAL statement_timeout = 0")
        return cursor.execute(query, params, binary=True).fetchall()


def ranges(until: int) -> Iterator[tuple[int, int]]:
    """Yield what comes before each batch of sequences up to `until`, and its last.

    Sequences have no gaps. Each batch is a query of its own: entries never change, so the
    batches go together without a snapshot; a server-side cursor would need a transaction that
    lasts as long as the slowest reader, or (outside of one) a copy of all rows on the server.
    """
    for before in range(0, until, BATCH):
        yield before, min(before + BATCH, until)


def links(until: int, *, using: str = "record") -> Iterator[chain.Link]:
    """Yield every entry in order, up to the sequence `until`, in constant memory."""
    query = f"""SELECT {LINKS} FROM record_publication AS e
        WHERE e.sequence > %s AND e.sequence <= %s ORDER BY e.sequence"""  # noqa: S608  constants
    for batch in ranges(until):
        yield from map(chain.Link._make, rows(query, batch, using=using))


def verify(using: str = "record") -> tuple[int, str]:
    """Recompute the whole chain, and what is served of it; return the head's sequence and digest.

    Raises RecordBroken, which names the first thing that does not hold. All of it is read as of one
    moment, so that what is published meanwhile raises no false alarm.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if not connections[using].savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _verify(using)


ENTRIES = f"""COPY (
    SELECT {LINKS}, uuid_send(e.claim_id), c.sequence, {MOMENT.format("c.ended_at")}, c.body
    FROM record_publication AS e LEFT JOIN record_claim AS c ON c.sequence = e.sequence
    ORDER BY e.sequence
) TO STDOUT (FORMAT BINARY)"""  # noqa: S608  nothing in it comes from outside
"""Each entry, and what is served of it. The server sends on while we compute."""
TYPES = ["int8", "text", "int4", "text", "text", "text", "bytea", "text", "text",
         "bytea", "int8", "text", "bytea"]  # fmt: skip
LINK = len(chain.Link._fields)


def _verify(using: str) -> tuple[int, str]:
    pairs, wrong_pair = _pairs(using)
    ends = _Ends()
    sequence, head = 0, chain.GENESIS
    with connections[using].cursor() as cursor, cursor.copy(ENTRIES) as copy:
        copy.set_types(TYPES)
        for row in copy.rows():
            entry = chain.Link._make(row[:LINK])
            key, served, ended_at, body = row[LINK:]
            entry.check(sequence, head)
            sequence, head = entry.sequence, entry.digest
            if served is None:
                raise exceptions.RecordBroken(f"What is served of entry {sequence} is missing.")
            ends.add(key, entry, ended_at)
            if ended_at is None and not _follows(body, entry, pairs.get(entry.claim_id, [])):
                raise wrong_pair or exceptions.RecordBroken(
                    f"Something was changed in what is served of entry {sequence}."
                )
    ends.check()
    if wrong_pair:
        raise wrong_pair
    _nothing_else(using)
    _verify_columns(using)
    _verify_search(using)
    return sequence, head


def _verify_columns(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(sql.read("served_verified"))
        if wrong := cursor.fetchone():
            raise exceptions.RecordBroken(wrong[0])


def _verify_search(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(sql.read("search_verified"))
        if wrong := cursor.fetchone():
            raise exceptions.RecordBroken(f"{wrong[0]} manage.py rebuild_search makes it anew.")


class _Ends:
    """Holds when each entry ended against the next entry of its claim, as they come."""

    def __init__(self) -> None:
        self._newest: dict[bytes, int] = {}
        self._ended: dict[int, str] = {}
        """When those ended of whose claims no later entry was seen, by sequence."""

    def add(self, key: bytes, entry: chain.Link, ended_at: str | None) -> None:
        before = self._newest.get(key)
        if before is not None:
            was = self._ended.pop(before, None)
            if was != entry.published_at:
                raise _wrong_end(before, was)
        self._newest[key] = entry.sequence
        if ended_at is not None:
            self._ended[entry.sequence] = ended_at

    def check(self) -> None:
        for sequence, ended_at in self._ended.items():
            raise _wrong_end(sequence, ended_at)


def _wrong_end(sequence: int, ended_at: str | None) -> exceptions.RecordBroken:
    return exceptions.RecordBroken(f"The end of entry {sequence} was changed: it is {ended_at}.")


def _follows(body: bytes, entry: chain.Link, pairs: list[documents.Json]) -> bool:
    """Say whether a body follows from its entry and the public contradictions of its claim."""
    if not pairs and body == index.plain_body(entry.document):
        return True
    document = json.loads(entry.document)
    seen = [documents.as_seen_from(document["id"], pair) for pair in pairs]
    return body == index.body(document, contradictions=seen)


def _pairs(using: str) -> tuple[dict[str, list[documents.Json]], exceptions.RecordBroken | None]:
    """Return the public contradictions by claim, and the first that its entry does not say so.

    Those that ended are held against their entries, too: dumps and earlier states show them.
    """
    pairs: dict[str, list[documents.Json]] = {}
    wrong = None
    every = PublishedContradiction.objects.using(using).order_by("pk")
    rows = every.filter(ended_at=None)
    for row in every.select_related("publication").iterator(chunk_size=BATCH):
        pair = json.loads(bytes(row.body))
        plain = bytes(row.body) == documents.dumps(pair)
        if wrong is None and not (plain and _said(pair, row.publication)):
            wrong = exceptions.RecordBroken(
                f"The public contradiction {row.contradiction_id} was changed: entry"
                f" {row.publication_id} does not say it so."
            )
        for claim_id in () if row.ended_at else (row.left_claim_id, row.right_claim_id):
            pairs.setdefault(str(claim_id), []).append(pair)
    stale = rows.filter(publication_id__in=_superseded(using)).first()
    if wrong is None and stale is not None:
        wrong = exceptions.RecordBroken(
            f"The public contradiction {stale.contradiction_id} was changed: entry"
            f" {stale.publication_id} stands no more."
        )
    return pairs, wrong


def _said(pair: documents.Json, entry: Publication) -> bool:
    said = json.loads(bytes(entry.document)).get("contradictions", [])
    return documents.as_seen_from(str(entry.claim_id), pair) in said


def _superseded(using: str) -> Any:
    rows = PublishedClaim.objects.using(using).filter(ended_at__isnull=False)
    return rows.order_by().values("publication_id")


def _nothing_else(using: str) -> None:
    entry = Publication.objects.using(using).filter(pk=OuterRef("publication_id"))
    more = PublishedClaim.objects.using(using).filter(~Exists(entry)).order_by()
    if (sequence := more.values_list("publication_id", flat=True).first()) is not None:
        raise exceptions.RecordBroken(f"Entry {sequence} is served, and stands in no record.")
