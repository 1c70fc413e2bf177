"""The documents that are published: what of a claim and its review the world gets to read.

`content` is what a second person approves; `document` is that content as one entry of the record.
Addresses of our own pages are paths ("/claims/…/"): the record names no host, and the API puts
the public address before them when it answers.
"""

import json
from datetime import date, datetime
from typing import Any

import msgspec

from claims.models import (
    Appearance,
    Article,
    Claim,
    Claimant,
    Contradiction,
    Evidence,
    Publisher,
    Rating,
    ReplyRequest,
    Review,
)
from claims.record import chain
from claims.record.material import Material

Json = dict[str, Any]
WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
"""Nothing that is written contains itself, and looking for it takes half of the time."""


loads = msgspec.json.decode
"""Reads what `dumps` has written, as json.loads does, in less than half of the time."""


def dumps(value: Any) -> bytes:
    """Write JSON as UTF-8 bytes, without spaces: the same value gives the same bytes."""
    return WRITER.encode(value).encode()


dumps_texts = msgspec.json.encode
"""Writes texts, lists and objects of them as `dumps` does, ten times as fast. Not for floats."""


def content_digest(content: Json) -> str:
    """Return the SHA-256 (hex) of what was approved."""
    return chain.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def content(review: Review, material: Material | None = None) -> Json:
    """Return all that a reader will learn from `review`, except when it was published.

    Its contradictions are the desk's answers to them; `document` shows those of public claims.
    """
    material = material or Material(review)
    return {
        **claim_fields(review.claim),
        "rating": rating(review.rating) if review.rating else None,
        "title": review.title,
        "explanation": review.explanation,
        "as_of": _day(review.as_of),
        "single_source_reason": review.single_source_reason,
        "sources": [source(evidence) for evidence in material.evidence],
        "appearances": [appearance(place) for place in material.appearances],
        "contradictions": [answer(row) for row in material.answered],
        **_right_of_reply(material.replies),
    }


def document(
    content: Json, *, version: int, kind: str, note: str, published_at: datetime, first: datetime
) -> Json:
    """Return `content` as it enters the record; dates are RFC 3339 in UTC."""
    return {
        **content,
        "version": version,
        "kind": kind,
        "note": note,
        "published_at": chain.timestamp(published_at),
        "first_published_at": chain.timestamp(first),
    }


def tombstone(last: Json, *, note: str, published_at: datetime) -> Json:
    """Return what stands in the place of the retracted document `last`: no verdict, the reason."""
    kept = ("id", "url", "text", "claimant", "claim_date", "in_language", "topics", "version")
    return {
        **{name: last[name] for name in kept},
        "kind": "retraction",
        "note": note,
        "published_at": chain.timestamp(published_at),
        "first_published_at": last["first_published_at"],
    }


def claim_fields(claim: Claim) -> Json:
    """Return what is said of the claim itself (schema.org Claim, and its point at issue)."""
    return {
        "id": str(claim.public_id),
        "url": f"/claims/{claim.slug}/",
        "text": claim.text,
        "claimant": claimant(claim.claimant) if claim.claimant else None,
        "claim_date": _day(claim.claim_date),
        "in_language": claim.in_language,
        "topics": claim.topics,
        "point_at_issue": {
            "subject": claim.subject,
            "property": claim.property,
            "value": claim.value,
            "unit": claim.unit,
            "valid_from": _day(claim.valid_from),
            "valid_to": _day(claim.valid_to),
        },
    }


def claimant(row: Claimant) -> Json:
    return {
        "key": row.key,
        "kind": row.kind,
        "name": row.name,
        "job_title": row.job_title,
        "same_as": row.same_as,
    }


def rating(row: Rating) -> Json:
    """Return a rating with its scale; value, best and worst are null where there is none."""
    return {
        "key": row.key,
        "text": row.text,
        "value": _number(row.value),
        "best": _number(row.best),
        "worst": _number(row.worst),
        "normalized": row.normalized,
        "averitec": row.averitec,
        "definition": row.definition,
        "colour": row.colour,
    }


def source(row: Evidence) -> Json:
    """Return one piece of evidence: the source, what it says about the claim, and where."""
    origin = row.source
    return {
        "stance": row.stance,
        "title": origin.title,
        "url": origin.url or (origin.article.url if origin.article else ""),
        "article": origin.article.key if origin.article else None,
        "publisher": publisher(origin.publisher),
        "source_type": origin.source_type,
        "date_published": _day(origin.date_published),
        "archived_url": origin.archived_url,
        "quote": row.quote,
        "locator": row.locator,
        "note": row.note,
    }


def appearance(row: Appearance) -> Json:
    """Return where the claim stands, by W3C's TextQuoteSelector and TextPositionSelector."""
    return {
        "article": article(row.article),
        "exact": row.exact,
        "prefix": row.prefix,
        "suffix": row.suffix,
        "start": row.start,
        "end": row.end,
    }


def article(row: Article) -> Json:
    return {
        "key": row.key,
        "url": row.url,
        "headline": row.headline,
        "author": row.author,
        "publisher": publisher(row.publisher),
        "date_published": _day(row.date_published),
        "in_language": row.in_language,
    }


def reply(row: ReplyRequest) -> Json:
    """Return a contact with the claimant as readers learn of it: never whom the desk wrote to."""
    return {
        "contacted_at": _day(row.contacted_at),
        "channel": row.channel,
        "asked": row.asked,
        "answer": row.answer,
        "answered_at": _day(row.answered_at),
    }


def publisher(row: Publisher | None) -> Json | None:
    return {"name": row.name, "site": row.site, "same_as": row.same_as} if row else None


def answer(row: Contradiction) -> Json:
    """Return how the desk answers a contradiction: what a second person approves of it."""
    return {
        "id": str(row.public_id),
        "kind": row.kind,
        "relation": row.relation,
        "values": [row.left_value, row.right_value],
        "claims": [str(row.left.public_id), str(row.right.public_id)],
        "holds": str(row.holds.public_id) if row.holds else None,
        "note": row.note,
        "resolution": row.resolution,
    }


def both_sides(answer: Json, sides: dict[str, Json]) -> Json:
    """Return a contradiction with both claims side by side, as the public list shows it.

    `sides` has, by claim id, what is *published* of each claim (see `side`): what the desk has
    changed since then, nobody has reviewed yet.
    """
    left, right = (
        {**sides[claim_id], "value": value}
        for claim_id, value in zip(answer["claims"], answer["values"], strict=True)
    )
    named = ("id", "kind", "relation")
    explained = ("holds", "note", "resolution")
    return {
        **{name: answer[name] for name in named},
        "left": left,
        "right": right,
        **{name: answer[name] for name in explained},
    }


def side(document: Json) -> Json:
    """Return what a contradiction shows of a claim, from the claim's own document."""
    point = document["point_at_issue"]
    return {
        "id": document["id"],
        "url": document["url"],
        "text": document["text"],
        "valid_from": point["valid_from"],
        "valid_to": point["valid_to"],
    }


def as_seen_from(claim_id: str, pair: Json) -> Json:
    """Turn both sides of a contradiction into one claim's view of it."""
    ours_is_left = pair["left"]["id"] == claim_id
    ours, other = (pair["left"], pair["right"]) if ours_is_left else (pair["right"], pair["left"])
    holds = pair["holds"] and ("this" if pair["holds"] == claim_id else "other")
    return {
        "id": pair["id"],
        "kind": pair["kind"],
        "relation": pair["relation"],
        "value": ours["value"],
        "other_value": other["value"],
        "other": {name: value for name, value in other.items() if name != "value"},
        "holds": holds,
        "note": pair["note"],
        "resolution": pair["resolution"],
    }


def _right_of_reply(rows: list[ReplyRequest]) -> Json:
    """Return the member `right_of_reply`, where there is anything to say.

    Without it a document is what it was before this member was thought of: what was approved then
    can still be published.
    """
    return {"right_of_reply": [reply(row) for row in rows]} if rows else {}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
