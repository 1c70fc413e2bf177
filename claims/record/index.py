"""What filters and search need, kept beside the record and made from its documents alone."""

import json
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db.models import Q, Value
from django.db.models.expressions import CombinedExpression

from claims.models import Publication, PublishedClaim, PublishedContradiction
from claims.record import documents

BASE = "\0"
"""Stands in a body before each path of our own; the API puts the public address there.

PostgreSQL's text holds no NUL, so no document can contain one by itself.
"""
CONFIG = "factcheck_english"
AFTER_ID = len('{"id":"8e060042-3701-51e6-bd41-4d6286afbf45"')
BEGINNING = b',"url":"/'
"""Stands there in our documents."""
PATH = AFTER_ID + len(',"url":"')
"""Where the path begins in the bytes of a document."""
NONE = b',"contradictions":[],'
NEAR_END = 400
"""So many bytes at the end of nearly all documents hold NONE: what stands before is long."""


def put(entry: Publication, document: documents.Json, *, ends: bool) -> PublishedClaim:
    """Make `entry` what stands current of its claim; if it `ends` what stood before, end that.

    What its document says of contradictions is all that is public of them now.
    """
    if ends:
        before = PublishedClaim.objects.filter(claim_id=entry.claim_id, ended_at=None)
        before.update(ended_at=entry.published_at)
    return PublishedClaim.objects.create(
        publication=entry,
        claim_id=entry.claim_id,
        slug=document["url"].split("/")[2],
        kind=entry.kind,
        published_at=entry.published_at,
        first_published_at=document["first_published_at"],
        body=body(document, contradictions=document.get("contradictions", [])),
        in_language=document["in_language"],
        claim_date=document["claim_date"],
        claimant=(document["claimant"] or {}).get("key", ""),
        topics=document["topics"],
        search=_search_vector(document),
        **_verdict_columns(document),
    )


def refresh(claim_ids: set[str]) -> None:
    """Write anew the bodies of those of these claims that are public."""
    if not claim_ids:
        return
    rows = PublishedClaim.objects.filter(claim_id__in=claim_ids, ended_at=None)
    for row in rows.exclude(kind="retraction").select_related("publication"):
        document = json.loads(bytes(row.publication.document))
        row.body = body(document, contradictions=_public_contradictions(document["id"]))
        row.save(update_fields=["body"])


def body(document: documents.Json, *, contradictions: list[documents.Json]) -> bytes:
    """Return the JSON that the API serves, with BASE before each path of our own."""
    served = {**document, "url": BASE + document["url"]}
    if "contradictions" in document:
        served["contradictions"] = with_bases(contradictions)
    return documents.dumps(served)


def is_plain(document: bytes) -> bool:
    """Say whether `body` does nothing to the bytes of a document but put BASE before its path.

    Not where it names contradictions, or does not begin as ours do. No text can hold the patterns:
    inside a string of JSON each quote has a backslash before it.
    """
    return begins_as_ours(document) and (
        document.find(NONE, len(document) - NEAR_END) >= 0
        or NONE in document
        or b',"contradictions":' not in document
    )


def begins_as_ours(document: bytes) -> bool:
    """Say whether the path of a document begins at PATH."""
    return document.startswith(BEGINNING, AFTER_ID)


def with_base(document: bytes) -> bytes:
    """Return the bytes of a document, BASE put before its path."""
    return document[:PATH] + b"\\u0000" + document[PATH:]


def plain_body(document: bytes, base: str) -> bytes | None:
    """Return what `body` and `absolute` do for a document without contradictions, at once.

    None where the document has to be read.
    """
    if not is_plain(document):
        return None
    return b"".join((document[:PATH], base.encode(), document[PATH:]))


def with_contradictions(stored: bytes, pairs: list[bytes]) -> bytes:
    """Return a stored body with other contradictions: bodies of PublishedContradiction."""
    served = json.loads(stored)
    served["contradictions"] = with_bases(
        [documents.as_seen_from(served["id"], json.loads(pair)) for pair in pairs]
    )
    return documents.dumps(served)


def with_bases(contradictions: list[documents.Json]) -> list[documents.Json]:
    """Return contradictions with BASE before the paths of the other claims."""
    return [
        {**row, "other": {**row["other"], "url": BASE + row["other"]["url"]}}
        for row in contradictions
    ]


def absolute(stored: bytes, base: str) -> bytes:
    """Put the public address `base` (no slash at its end) where a stored body has BASE.

    The quote and the slash around it belong to the pattern: a text may well contain the six
    characters \\u0000, which JSON writes with one more backslash.
    """
    return stored.replace(b'"\\u0000/', b'"' + base.encode() + b"/")


def absolute_pair(stored: bytes, base: str) -> bytes:
    """Put `base` before the paths of both claims in the body of a PublishedContradiction.

    No text can hold the pattern: inside a string of JSON each quote has a backslash before it.
    """
    return stored.replace(b'"url":"/', b'"url":"' + base.encode() + b"/")


def _public_contradictions(claim_id: str) -> list[documents.Json]:
    rows = PublishedContradiction.objects.filter(
        Q(left_claim_id=claim_id) | Q(right_claim_id=claim_id), ended_at=None
    ).order_by("pk")
    return [documents.as_seen_from(claim_id, json.loads(bytes(row.body))) for row in rows]


def _verdict_columns(document: documents.Json) -> dict[str, Any]:
    """The columns that a tombstone has not."""
    point = document.get("point_at_issue", {})
    articles = [place["article"] for place in document.get("appearances", [])]
    publishers = {article["publisher"]["name"] for article in articles if article["publisher"]}
    verdict = document.get("rating", {})
    return {
        "rating": verdict.get("key", ""),
        "rating_normalized": verdict.get("normalized", ""),
        "articles": sorted({article["key"] for article in articles}),
        "publishers": sorted(publishers),
        "valid_from": point.get("valid_from"),
        "valid_to": point.get("valid_to"),
    }


def _search_vector(document: documents.Json) -> SearchVector | CombinedExpression:
    """Weigh the claim first, then who said it and the title, then the explanation."""
    claimant = document["claimant"] or {}
    second = f"{claimant.get('name', '')} {document.get('title', '')}"
    return (
        SearchVector(Value(document["text"]), weight="A", config=CONFIG)
        + SearchVector(Value(second), weight="B", config=CONFIG)
        + SearchVector(Value(document.get("explanation", "")), weight="C", config=CONFIG)
    )
