"""The public contradictions: read for the bodies of claims, and held against their entries."""

from typing import Any

import msgspec

from claims import exceptions
from claims.models import PublishedClaim, PublishedContradiction
from claims.record import documents

BATCH = 250
"""How many contradictions are in memory at once with their entries."""
COLUMNS = (
    "contradiction_id",
    "publication_id",
    "publication__claim_id",
    "publication__document",
    "left_claim_id",
    "right_claim_id",
    "ended_at",
    "body",
)
NOT_OURS = (ValueError, LookupError, TypeError)
"""Reading what is no contradiction, and no JSON, raises these."""


class _Entry(msgspec.Struct):
    contradictions: list[Any] = []


READER = msgspec.json.Decoder(_Entry)
"""Reads of a document what it says of contradictions, in a third of the time that all takes."""


def read(using: str) -> tuple[dict[str, list[documents.Json]], exceptions.RecordBroken | None]:
    """Return the public contradictions by claim, and the first that its entry does not say so.

    Those that ended are held against their entries, too: dumps and earlier states show them.
    """
    pairs: dict[str, list[documents.Json]] = {}
    wrong = None
    every = PublishedContradiction.objects.using(using).order_by("pk")
    rows = every.filter(ended_at=None)
    # Not as objects, which would take as long as all else.
    for number, sequence, claim_id, document, *sides, ended, body in every.values_list(
        *COLUMNS
    ).iterator(chunk_size=BATCH):
        pair = _said(body, str(claim_id), document)
        if pair is None:
            wrong = wrong or exceptions.RecordBroken(
                f"The public contradiction {number} was changed: entry {sequence} does not say"
                " it so."
            )
            continue
        for side in () if ended else sides:
            pairs.setdefault(str(side), []).append(pair)
    stale = rows.filter(publication_id__in=_superseded(using)).first()
    if wrong is None and stale is not None:
        wrong = exceptions.RecordBroken(
            f"The public contradiction {stale.contradiction_id} was changed: entry"
            f" {stale.publication_id} stands no more."
        )
    return pairs, wrong


def _said(body: bytes, claim_id: str, document: bytes) -> documents.Json | None:
    """Return a contradiction if the entry of that claim says it so; else None, as of no JSON."""
    try:
        pair: documents.Json = documents.loads(body)
        seen = documents.as_seen_from(claim_id, pair)
        said = READER.decode(document).contradictions
    except NOT_OURS:
        return None
    return pair if seen in said and body == documents.dumps(pair) else None


def _superseded(using: str) -> Any:
    rows = PublishedClaim.objects.using(using).filter(ended_at__isnull=False)
    return rows.order_by().values("publication_id")
