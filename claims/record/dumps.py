"""Everything at once: the whole record, or all that stood published at one of its sequences.

A dump is made from rows and columns that never change after they were written, up to a sequence:
two dumps of one sequence are the same, whatever is being published meanwhile.
"""

import json
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q

from claims.models import Publication, PublicationKind, PublishedContradiction
from claims.record import documents, index, log, published


def record(until: int) -> Iterator[Publication]:
    """Yield every entry up to the sequence `until`, the oldest first."""
    return log.entries(published.ALIAS, until=until)


def claims(until: int) -> Iterator[tuple[int, bytes]]:
    """Yield sequence and body of all that stood published at the sequence `until`.

    The bodies are those that the list of claims answered with then. Three queries a batch, each
    by an index and of the size of the batch, however long the record is.
    """
    for rows in _standing(until):
        pairs = _pairs([row.claim_id for row in rows], until)
        for row in rows:
            document = json.loads(bytes(row.document))
            seen = [
                documents.as_seen_from(document["id"], pair) for pair in pairs.get(row.claim_id, [])
            ]
            yield row.sequence, index.body(document, contradictions=seen)


def reviews(until: int) -> Iterator[documents.Json]:
    """Yield the ClaimReview of all that stood published at the sequence `until`.

    As `claims` does it: three queries a batch, and the corrections up to `until` alone.
    """
    for rows in _standing(until):
        corrections = published.corrections_of([row.claim_id for row in rows], until=until)
        for row in rows:
            document = json.loads(bytes(row.document))
            yield published.review_of(document, corrections.get(row.claim_id, []))


def _standing(until: int) -> Iterator[list[Publication]]:
    """Yield the entries that stood published at `until`, by batches, without tombstones."""
    for batch in log.batches(published.entries_after(0, until=until)):
        last = _last([row.claim_id for row in batch], until)
        yield [
            row
            for row in batch
            if row.sequence == last[row.claim_id] and row.kind != PublicationKind.RETRACTION
        ]


def _last(claim_ids: list[UUID], until: int) -> dict[UUID, int]:
    """Return the sequence of the last entry of each claim, up to `until`."""
    rows = published.entries_after(0, until=until).filter(claim_id__in=claim_ids).order_by()
    return dict(rows.values_list("claim_id").annotate(Max("sequence")))


def _pairs(claim_ids: list[UUID], until: int) -> dict[UUID, list[documents.Json]]:
    """Return the contradictions that were public at `until`, by claim. One query.

    Any later entry of one of its two claims ends a contradiction, and writes it anew if it still
    holds. Times would not do: two entries may have the same.
    """
    either = Q(claim_id=OuterRef("left_claim_id")) | Q(claim_id=OuterRef("right_claim_id"))
    later = published.entries_after(0, until=until).filter(
        either, sequence__gt=OuterRef("publication_id")
    )
    rows = PublishedContradiction.objects.using(published.ALIAS).filter(
        Q(left_claim_id__in=claim_ids) | Q(right_claim_id__in=claim_ids),
        ~Exists(later),
        publication_id__lte=until,
    )
    pairs: dict[UUID, list[documents.Json]] = {}
    columns = ("left_claim_id", "right_claim_id", "body")
    for left, right, body in rows.order_by("pk").values_list(*columns):
        for side in (left, right):
            pairs.setdefault(side, []).append(json.loads(bytes(body)))
    return pairs
