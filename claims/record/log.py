"""Reading the record from its first entry to its last, and holding everything served against it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models import QuerySet

from claims import exceptions, sql
from claims.models import Publication, PublishedClaim, PublishedContradiction
from claims.record import chain, documents, index

BATCH = 200
"""How many entries are in memory at once."""


def batches(rows: "QuerySet[Publication]") -> Iterator[list[Publication]]:
    """Yield `rows` in order of their sequence, some at a time, in constant memory.

    Each batch is a query of its own that begins after the last. Entries never change, so the
    batches go together without a snapshot; a server-side cursor would need a transaction that
    lasts as long as the slowest reader, or (outside of one) a copy of all rows on the server.
    """
    rows = rows.order_by("sequence")
    batch = list(rows[:BATCH])
    while len(batch) == BATCH:
        yield batch
        batch = list(rows.filter(sequence__gt=batch[-1].sequence)[:BATCH])
    if batch:
        yield batch


def entries(using: str = "record", *, until: int | None = None) -> Iterator[Publication]:
    """Yield every entry in order, up to the sequence `until`, in constant memory."""
    rows = Publication.objects.using(using)
    if until is not None:
        rows = rows.filter(sequence__lte=until)
    for batch in batches(rows.all()):
        yield from batch


def verify(using: str = "record") -> tuple[int, str]:
    """Recompute the whole chain, and what is served of it; return the head's sequence and digest.

    Raises RecordBroken, which names the first thing that does not hold. All of it is read as of one
    moment, so that what is published meanwhile raises no false alarm.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if not connections[using].savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _verify(using)


def _verify(using: str) -> tuple[int, str]:
    head = chain.verify(entries(using))
    ends = _ends(using)
    pairs = _verified_pairs(using, ends)
    rows = PublishedClaim.objects.using(using).order_by("-publication_id")
    for row in rows.select_related("publication").iterator(chunk_size=1000):
        if row.ended_at != ends.pop(row.publication_id):
            raise exceptions.RecordBroken(
                f"The end of entry {row.publication_id} was changed: it is {row.ended_at}."
            )
        if row.ended_at is None:
            _verify_body(row, pairs.get(row.claim_id, []))
    if ends:
        raise exceptions.RecordBroken(f"What is served of entry {min(ends)} is missing.")
    _verify_search(using)
    return head


def _verify_search(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(sql.read("search_verified"))
        if wrong := cursor.fetchone():
            raise exceptions.RecordBroken(f"{wrong[0]} manage.py rebuild_search makes it anew.")


def _ends(using: str) -> dict[int, datetime | None]:
    """By sequence: when the next entry of the same claim took its place."""
    ends: dict[int, datetime | None] = {}
    newest: dict[UUID, int] = {}
    columns = Publication.objects.using(using).order_by("sequence")
    for sequence, claim_id, moment in columns.values_list("sequence", "claim_id", "published_at"):
        if claim_id in newest:
            ends[newest[claim_id]] = moment
        newest[claim_id], ends[sequence] = sequence, None
    return ends


def _verified_pairs(using: str, ends: dict[int, Any]) -> dict[UUID, list[documents.Json]]:
    """The public contradictions of each claim; each is what the entry that made it public says."""
    pairs: dict[UUID, list[documents.Json]] = {}
    rows = PublishedContradiction.objects.using(using).filter(ended_at=None).order_by("pk")
    for row in rows.select_related("publication"):
        pair = json.loads(bytes(row.body))
        said = json.loads(bytes(row.publication.document)).get("contradictions", [])
        seen = documents.as_seen_from(str(row.publication.claim_id), pair)
        if seen not in said or ends.get(row.publication_id, False) is not None:
            raise exceptions.RecordBroken(
                f"The public contradiction {row.contradiction_id} was changed: entry"
                f" {row.publication_id} does not say it so."
            )
        for claim_id in (row.left_claim_id, row.right_claim_id):
            pairs.setdefault(claim_id, []).append(pair)
    return pairs


def _verify_body(row: PublishedClaim, pairs: list[documents.Json]) -> None:
    document = json.loads(bytes(row.publication.document))
    seen = [documents.as_seen_from(document["id"], pair) for pair in pairs]
    if bytes(row.body) != index.body(document, contradictions=seen):
        raise exceptions.RecordBroken(
            f"Something was changed in what is served of entry {row.publication_id}."
        )
