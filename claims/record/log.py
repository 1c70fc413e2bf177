"""Reading the record from its first entry to its last."""

from collections.abc import Iterator

from django.db.models import QuerySet

from claims.models import Publication
from claims.record import chain

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
    """Recompute the whole chain; return the head's sequence and digest, or raise RecordBroken."""
    return chain.verify(entries(using))
