"""Publishing: the only door from the desk to the record.

Called by claims.desk.review.workflow, which has locked the review and checked permission and
standards. Everything here happens in that transaction.
"""

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from claims import exceptions
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

LOCK = 722301
"""The advisory lock that lets one publication happen at a time.

Also in record_chain_v1.sql, rereview_v1.sql and rereview_v2.sql.
"""


def current(claim_id: Any) -> PublishedClaim | None:
    """Return what stands published of a claim (a tombstone too), or None."""
    return PublishedClaim.objects.filter(claim_id=claim_id, ended_at=None).first()


def take_turn() -> None:
    """Wait until nobody else publishes, or changes what is published; holds until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def publish(review: Review, *, note: str = "") -> Publication:
    """Write an approved review into the record: a publication, or a correction with its note.

    Raises ChangedSinceApproval when the content is not what the second person approved.
    """
    content = documents.content(review)
    if documents.content_digest(content) != review.approved_digest:
        raise exceptions.ChangedSinceApproval
    with transaction.atomic():
        head = _lock_head()
        before = Publication.objects.filter(claim_id=review.claim.public_id)
        versions = before.exclude(kind=PublicationKind.RETRACTION).count()
        kind = PublicationKind.CORRECTION if versions else PublicationKind.PUBLICATION
        now = _now(head)
        first = before.order_by("sequence").values_list("published_at", flat=True).first() or now
        pairs = _public_pairs(content)
        seen = [documents.as_seen_from(content["id"], pair) for pair in pairs]
        document = documents.document(
            {**content, "contradictions": seen},
            version=versions + 1,
            kind=kind,
            note=note,
            published_at=now,
            first=first,
        )
        entry = _append(head, review, document, kind=kind, note=note, now=now)
        _publish_ratings()
        _publish_contradictions(pairs, entry)
        index.put(entry, document)
        index.refresh_neighbours(review.claim)
        filling.wake()
    return entry


def retract(review: Review, *, note: str) -> Publication:
    """Put a tombstone with the reason in the place of what was published."""
    with transaction.atomic():
        head = _lock_head()
        last = Publication.objects.filter(claim_id=review.claim.public_id).latest("sequence")
        now = _now(head)
        document = documents.tombstone(
            json.loads(bytes(last.document)), note=note, published_at=now
        )
        entry = _append(head, review, document, kind=PublicationKind.RETRACTION, note=note, now=now)
        _contradictions_of(review.claim.public_id).update(ended_at=now)
        index.put(entry, document)
        index.refresh_neighbours(review.claim)
        filling.wake()
    return entry


def rebuild_search() -> int:
    """Make the tables of search anew from what stands published; return how many claims do."""
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn()
        cursor.execute("SELECT record_rebuild_search_v1()")
        return PublishedSearch.objects.count()


def _lock_head() -> Publication | None:
    take_turn()
    return Publication.objects.order_by("-sequence").first()


def _now(head: Publication | None) -> datetime:
    """Return the time of an entry: never before that of the entry it follows."""
    now = timezone.now()
    return max(now, head.published_at) if head else now


def _append(
    head: Publication | None,
    review: Review,
    document: documents.Json,
    *,
    kind: str,
    note: str,
    now: datetime,
) -> Publication:
    entry = Publication(
        sequence=head.sequence + 1 if head else 1,
        claim_id=review.claim.public_id,
        version=document["version"],
        kind=kind,
        note=note,
        document=documents.dumps(document),
        previous_digest=head.digest if head else chain.GENESIS,
        published_at=now,
    )
    entry.digest = chain.digest(entry)
    entry.save(force_insert=True)
    return entry


def _publish_ratings() -> None:
    """Bring the public legend of ratings up to date."""
    PublishedRating.objects.bulk_create(
        [
            PublishedRating(
                key=row.key, position=row.position, body=documents.dumps(documents.rating(row))
            )
            for row in Rating.objects.all()
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["position", "body"],
    )


def _public_pairs(content: documents.Json) -> list[documents.Json]:
    """The answered contradictions whose other claim is public too: no draft shows through."""
    sides = {content["id"]: documents.side(content)}
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


def _contradictions_of(claim_id: Any) -> Any:
    return PublishedContradiction.objects.filter(
        Q(left_claim_id=claim_id) | Q(right_claim_id=claim_id), ended_at=None
    )


def _publish_contradictions(pairs: list[documents.Json], entry: Publication) -> None:
    """Replace what is public about this claim's contradictions by what the desk says now."""
    _contradictions_of(entry.claim_id).update(ended_at=entry.published_at)
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
