"""The public contradictions: read for the bodies of claims, and held against their entries."""

import json
from typing import Any

from claims import exceptions
from claims.models import Publication, PublishedClaim, PublishedContradiction
from claims.record import documents

BATCH = 250
"""How many contradictions are in memory at once with their entries."""


def read(using: str) -> tuple[dict[str, list[documents.Json]], exceptions.RecordBroken | None]:
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
