"""ClaimReview of schema.org: alone, in a list, a @graph, a DataFeed, or a page's ld+json."""

import re
from collections.abc import Iterator
from typing import Any

from claims.intake.loading.formats import schema_org

DEEPEST = 6
WITHIN = ("@graph", "dataFeedElement", "item", "mainEntity", "review")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def rows_of(value: Any) -> Iterator[dict[str, Any]]:
    """Yield a row for each ClaimReview in `value`."""
    for review in found(value):
        yield row_of(review)


def found(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for member in value:
            yield from found(member, depth + 1)
    elif isinstance(value, dict):
        if "ClaimReview" in schema_org.types(value):
            yield value
            return
        for name in WITHIN:
            if name in value:
                yield from found(value[name], depth + 1)


def row_of(review: dict[str, Any]) -> dict[str, Any]:
    """Return what a ClaimReview says, in our columns. What it does not say is left out."""
    item = schema_org.thing(review.get("itemReviewed"))
    author = schema_org.thing(item.get("author")) or schema_org.thing(item.get("creator"))
    publisher = schema_org.thing(review.get("author")) or schema_org.thing(review.get("publisher"))
    said = review.get("claimReviewed") or item.get("text") or item.get("name")
    claimant = schema_org.text(author)
    on = schema_org.day(item.get("datePublished") or item.get("dateCreated"))
    language = schema_org.text(review.get("inLanguage"))
    cells = {
        "external_id": schema_org.known_as("claimreview", schema_org.text(said), claimant, on),
        "text": schema_org.statement(said),
        "claimant": claimant,
        "claimant_kind": _kind(author),
        "claim_date": on,
        "in_language": language,
        "review_publisher": schema_org.text(publisher),
        "review_url": schema_org.address(review.get("url") or review.get("@id")),
        "review_title": schema_org.text(review.get("headline") or review.get("name")),
        "review_date": schema_org.day(review.get("datePublished")),
        "review_language": language,
        "review_appeared_at": _appeared(item),
        **_rating(schema_org.thing(review.get("reviewRating"))),
    }
    return {name: cell for name, cell in cells.items() if cell or name in {"external_id", "text"}}


def _rating(rating: dict[str, Any]) -> dict[str, str]:
    """Words and numbers as they are given; a “number” that is none is words."""
    words = schema_org.text(rating.get("alternateName") or rating.get("name"))
    numbers = {
        column: schema_org.text(rating.get(theirs))
        for column, theirs in (
            ("review_value", "ratingValue"),
            ("review_best", "bestRating"),
            ("review_worst", "worstRating"),
        )
    }
    if not words and not NUMBER.fullmatch(numbers["review_value"]):
        words = numbers["review_value"]
    usable = {name: cell for name, cell in numbers.items() if NUMBER.fullmatch(cell)}
    return {"review_rating": words, **usable}


def _kind(author: dict[str, Any]) -> str:
    kinds = schema_org.types(author)
    return (
        "organization"
        if any(kind.endswith("Organization") for kind in kinds)
        else ("person" if "Person" in kinds else "")
    )


def _appeared(item: dict[str, Any]) -> str:
    """Where the claim was seen first, if that is an address."""
    for name in ("firstAppearance", "appearance", "url"):
        said = schema_org.address(item.get(name))
        if said.startswith(("http://", "https://")):
            return said
    return ""
