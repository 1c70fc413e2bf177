"""A published document as schema.org's ClaimReview, the form that search engines read.

    https://schema.org/ClaimReview
    https://developers.google.com/search/docs/appearance/structured-data/factcheck

What is not known is left out: an empty string or a null would be read as a value.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypedDict, cast
from urllib.parse import quote, urlsplit

import msgspec

from claims.record import chain

Json = dict[str, Any]

CONTEXT = "https://schema.org"
NO_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')
"""What an IRI cannot hold (RFC 3987); addresses come as people typed them."""
PLAIN = re.compile(r"https?://[!#-;=?-Z_a-z~]*")
"""An address in which nothing is to be looked at twice, as nearly all are: a dump has millions."""


class _Publisher(TypedDict, total=False):
    name: Any
    same_as: Any


class _Source(TypedDict, total=False):
    title: Any
    url: Any
    archived_url: Any
    publisher: _Publisher | None
    date_published: Any


class _Article(TypedDict, total=False):
    key: Any
    url: Any
    headline: Any
    publisher: _Publisher | None
    date_published: Any
    in_language: Any


class _Place(TypedDict, total=False):
    article: _Article


class _Rating(TypedDict, total=False):
    text: Any
    value: Any
    best: Any
    worst: Any


class _Document(TypedDict, total=False):
    """The members of a document that `claim_review` looks at."""

    kind: Any
    url: Any
    title: Any
    text: Any
    rating: _Rating
    explanation: Any
    first_published_at: Any
    published_at: Any
    in_language: Any
    sources: list[_Source]
    appearances: list[_Place]
    claim_date: Any
    claimant: Any


_READER = msgspec.json.Decoder(_Document)


def read(document: bytes) -> Json:
    """Read what `claim_review` needs of the bytes of a document, and nothing else: dumps do it."""
    return cast(Json, _READER.decode(document))


def claim_review(
    document: Json, *, base: str, publisher_name: str, entries: Iterable[Mapping[str, Any]]
) -> Json:
    """Return the ClaimReview of a document of the record, whose own addresses are paths.

    `base` is the public address without a slash at its end. `entries` are those of the claim,
    each with `kind`, `note` and `published_at`; later ones than the document are left aside.
    Raises ValueError for a tombstone: a retracted claim has no ClaimReview.
    """
    if document["kind"] == "retraction":
        raise ValueError("A retracted claim has no ClaimReview.")
    return {
        "@context": CONTEXT,
        **_node(
            "ClaimReview",
            url=base + document["url"],
            name=document["title"],
            claimReviewed=document["text"],
            reviewRating=_rating(document["rating"], document["explanation"]),
            reviewBody=document["explanation"],
            author=_desk(publisher_name, base).copy(),
            datePublished=document["first_published_at"],
            dateModified=document["published_at"],
            inLanguage=document["in_language"],
            itemReviewed=_claim(document),
            citation=_each(_source(source) for source in document["sources"]),
            correction=_corrections(document, entries),
        ),
    }


def _node(kind: str, **fields: Any) -> Json:
    node: Json = {"@type": kind}
    for name, value in fields.items():
        known = not (value.__class__ is str and value.isspace()) if value else value == 0
        if known:
            node[name] = value
    return node


def _each(nodes: Iterable[Json]) -> list[Json]:
    """Keep the first of equal nodes: one source can be evidence twice, for two passages."""
    kept: list[Json] = []
    for node in nodes:
        if node not in kept:
            kept.append(node)
    return kept


def _rating(rating: Json, explanation: str) -> Json:
    return _node(
        "Rating", alternateName=rating["text"], **_scale(rating), ratingExplanation=explanation
    )


def _scale(rating: Json) -> Json:
    """Return the number and its scale, with the highest as the best; nothing if there is none.

    Google wants bestRating above worstRating, and schema.org calls it the highest value: a scale
    that runs the other way is mirrored. A rating that measures no truth has no number at all,
    which a machine would read as false.
    """
    value, best, worst = rating["value"], rating["best"], rating["worst"]
    if value is None or best == worst:
        return {}
    if best < worst:
        value, best, worst = best + worst - value, worst, best
    return {"ratingValue": value, "bestRating": best, "worstRating": worst}


def _claim(document: Json) -> Json:
    appearances = document["appearances"]
    works = {place["article"]["key"]: place["article"] for place in appearances}
    nodes = {key: _article(article) for key, article in works.items() if _named(article)}
    first = _first(list(works.values()), document["claim_date"])
    return _node(
        "Claim",
        text=document["text"],
        author=_claimant(document["claimant"]),
        datePublished=document["claim_date"],
        firstAppearance=first and nodes[first["key"]],
        appearance=_each(nodes.values()),
    )


def _claimant(claimant: Json | None) -> Json | None:
    if claimant is None:
        return None
    if claimant["kind"] == "person":
        return _person(claimant["name"], claimant["job_title"], claimant["same_as"]).copy()
    return _organization(claimant["name"], claimant["same_as"]).copy()


# Said of many claims: made once. Who asks copies it, as it may be changed.


@lru_cache(maxsize=16)
def _desk(name: str, base: str) -> Json:
    return _node("Organization", name=name, url=f"{base}/")


@lru_cache(maxsize=4096)
def _person(name: str, job_title: str, same_as: str) -> Json:
    return _node("Person", name=name, jobTitle=job_title, sameAs=_address(same_as))


@lru_cache(maxsize=4096)
def _organization(name: str, same_as: str) -> Json:
    return _node("Organization", name=name, sameAs=_address(same_as))


def _first(articles: list[Json], claim_date: str | None) -> Json | None:
    """Return the article in which the claim first appeared, where the dates say so.

    Each must have a date, one must be before all others, and the claim must not be older: then
    the article only passes it on.
    """
    if not articles or not all(row["date_published"] and _named(row) for row in articles):
        return None
    first, *others = sorted(articles, key=lambda article: str(article["date_published"]))
    day = first["date_published"]
    if others and others[0]["date_published"] == day:
        return None
    return first if claim_date is None or day <= claim_date else None


def _named(article: Json) -> bool:
    """Say whether a reader could tell which article is meant, at least by whom it is."""
    return bool(article["url"] or article["headline"] or article["publisher"])


def _article(article: Json) -> Json:
    return _node(
        "CreativeWork",
        url=_address(article["url"]),
        headline=article["headline"],
        publisher=_publisher(article["publisher"]),
        datePublished=article["date_published"],
        inLanguage=article["in_language"],
    )


def _source(source: Json) -> Json:
    return _node(
        "CreativeWork",
        name=source["title"],
        url=_address(source["url"]),
        archivedAt=_address(source["archived_url"]),
        publisher=_publisher(source["publisher"]),
        datePublished=source["date_published"],
    )


def _publisher(publisher: Json | None) -> Json | None:
    if publisher is None:
        return None
    return _organization(publisher["name"], publisher["same_as"]).copy()


def _corrections(document: Json, entries: Iterable[Mapping[str, Any]]) -> list[Json]:
    stamped = [
        (chain.timestamp(entry["published_at"]), entry["note"])
        for entry in entries
        if entry["kind"] == "correction"
    ]
    return [
        _node("CorrectionComment", text=note, datePublished=moment)
        for moment, note in stamped
        if moment <= document["published_at"]
    ]


def _address(url: str) -> str | None:
    """Return `url` as an IRI that a machine may follow, else None: data can hold javascript:."""
    if PLAIN.fullmatch(url):
        return url
    try:
        if urlsplit(url).scheme not in {"http", "https"}:
            return None
    except ValueError:
        return None
    return NO_IRI.sub(lambda match: quote(match[0]), url)
