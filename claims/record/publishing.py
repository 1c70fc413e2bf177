"""Publishing: the only door from the desk to the record.

Called by claims.desk.review.workflow, which has locked the review and checked permission and
standards. Everything here happens in that transaction.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from claims import exceptions, locks
from claims.models import (
    Contradiction,
    Publication,
    PublicationKind,
    PublishedClaim,
    PublishedContradiction,
    PublishedRating,
    PublishedSearch,
    Rating,
    Review,
)
from claims.record import chain, documents, filling, index
from claims.record.material import Material

END = """
SELECT head.sequence, head.digest, head.published_at, own.versions, own.first, EXISTS (
    SELECT FROM record_contradiction
    WHERE (left_claim_id = %(claim)s OR right_claim_id = %(claim)s) AND ended_at IS NULL
)
FROM (
    SELECT count(*) FILTER (WHERE kind <> 'retraction') AS versions, min(published_at) AS first
    FROM record_publication WHERE claim_id = %(claim)s
) AS own
LEFT JOIN (
    SELECT sequence, digest, published_at FROM record_publication ORDER BY sequence DESC LIMIT 1
) AS head ON true
"""
RATINGS = """
SELECT rating.*, shown.body AS shown
FROM claims_rating AS rating LEFT JOIN record_rating AS shown
    ON shown.key = rating.key AND shown.position = rating.position
ORDER BY rating.id
"""


def current(claim_id: Any) -> PublishedClaim | None:
    """Return what stands published of a claim (a tombstone too), or None."""
    return PublishedClaim.objects.filter(claim_id=claim_id, ended_at=None).first()


def take_turn() -> None:
    """Wait until nobody else publishes, or changes what is published; holds until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.PUBLISHING])


def publish(review: Review, material: Material, *, note: str = "") -> Publication:
    """Write an approved review into the record: a publication, or a correction with its note.

    Whoever calls holds the turn. Raises ChangedSinceApproval when the content is not what the
    second person approved.
    """
    content = documents.content(review, material)
    if documents.content_digest(content) != review.approved_digest:
        raise exceptions.ChangedSinceApproval
    end = _end(review.claim.public_id)
    kind = PublicationKind.CORRECTION if end.versions else PublicationKind.PUBLICATION
    pairs = _public_pairs(content)
    seen = [documents.as_seen_from(content["id"], pair) for pair in pairs]
    document = documents.document(
        {**content, "contradictions": seen},
        version=end.versions + 1,
        kind=kind,
        note=note,
        published_at=end.now,
        first=end.first or end.now,
    )
    entry = _append(end, review, document, kind=kind, note=note)
    _publish_ratings()
    neighbours = _publish_contradictions(pairs, entry) if pairs or end.paired else set()
    index.put(entry, document, ends=end.first is not None)
    index.refresh(neighbours)
    filling.wake()
    return entry


def retract(review: Review, *, note: str) -> Publication:
    """Put a tombstone with the reason in the place of what was published.

    Whoever calls holds the turn.
    """
    claim_id = review.claim.public_id
    end = _end(claim_id)
    last = Publication.objects.filter(claim_id=claim_id).latest("sequence")
    document = documents.tombstone(
        json.loads(bytes(last.document)), note=note, published_at=end.now
    )
    entry = _append(end, review, document, kind=PublicationKind.RETRACTION, note=note)
    neighbours = _publish_contradictions([], entry) if end.paired else set()
    index.put(entry, document, ends=True)
    index.refresh(neighbours)
    filling.wake()
    return entry


def rebuild_search() -> int:
    """Make the tables of search anew from what stands published; return how many claims do."""
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn()
        cursor.execute("SELECT record_rebuild_search_v1()")
        return PublishedSearch.objects.count()


class _End(NamedTuple):
    """Where the record ends, the time of the entry that follows, and what it has of one claim.

    `versions` are those that were published of the claim; `first` is the time of its first entry,
    `paired` whether contradictions of it are public.
    """

    sequence: int
    digest: str
    now: datetime
    versions: int
    first: datetime | None
    paired: bool


def _end(claim_id: Any) -> _End:
    """Return the end of the record: it stays that while one has the turn. One query."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(END, {"claim": claim_id})
        sequence, digest, published_at, *of_claim = cursor.fetchone()
    if sequence is None:
        return _End(0, chain.GENESIS, now, *of_claim)
    # Never before the entry that it follows.
    return _End(sequence, digest, max(now, published_at), *of_claim)


def _append(
    end: _End, review: Review, document: documents.Json, *, kind: str, note: str
) -> Publication:
    entry = Publication(
        sequence=end.sequence + 1,
        claim_id=review.claim.public_id,
        version=document["version"],
        kind=kind,
        note=note,
        document=documents.dumps(document),
        previous_digest=end.digest,
        published_at=end.now,
    )
    entry.digest = chain.digest(entry)
    entry.save(force_insert=True)
    return entry


def _publish_ratings() -> None:
    """Bring the public legend of ratings up to date. One query where nothing has changed."""
    rows: Any = Rating.objects.raw(RATINGS)
    made = [(row, documents.dumps(documents.rating(row))) for row in rows]
    PublishedRating.objects.bulk_create(
        [
            PublishedRating(key=row.key, position=row.position, body=body)
            for row, body in made
            if bytes(row.shown or b"") != body
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["position", "body"],
    )


def _public_pairs(content: documents.Json) -> list[documents.Json]:
    """The answered contradictions whose other claim is public too: no draft shows through."""
    sides = {content["id"]: documents.side(content)}
    if not content["contradictions"]:
        return []
    others = {claim_id for row in content["contradictions"] for claim_id in row["claims"]}
    published = PublishedClaim.objects.filter(claim_id__in=others - set(sides), ended_at=None)
    published = published.exclude(kind=PublicationKind.RETRACTION).select_related("publication")
    for row in published:
        sides[str(row.claim_id)] = documents.side(json.loads(bytes(row.publication.document)))
    return [
        documents.both_sides(row, sides)
        for row in content["contradictions"]
        if sides.keys() >= set(row["claims"])
    ]


def _publish_contradictions(pairs: list[documents.Json], entry: Publication) -> set[str]:
    """Replace what is public about this claim's contradictions by what the desk says now.

    Return the other claims of those that were public and of those that are: their bodies show them.
    """
    stood = PublishedContradiction.objects.filter(
        Q(left_claim_id=entry.claim_id) | Q(right_claim_id=entry.claim_id), ended_at=None
    )
    sides = set(stood.order_by().values_list("left_claim_id", "right_claim_id"))
    if sides:
        stood.update(ended_at=entry.published_at)
    PublishedContradiction.objects.bulk_create(
        PublishedContradiction(
            publication=entry,
            contradiction_id=pair["id"],
            left_claim_id=pair["left"]["id"],
            right_claim_id=pair["right"]["id"],
            kind=pair["kind"],
            relation=pair["relation"],
            status=Contradiction.Status.RESOLVED,
            published_at=entry.published_at,
            body=documents.dumps(pair),
        )
        for pair in pairs
    )
    sides |= {(pair["left"]["id"], pair["right"]["id"]) for pair in pairs}
    return {str(side) for both in sides for side in both} - {str(entry.claim_id)}
