"""A published document as schema.org's ClaimReview, the form that search engines read.

    https://schema.org/ClaimReview
    https://developers.google.com/search/docs/appearance/structured-data/factcheck

What is not known is left out: an empty string or a null would be read as a value.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from claims.record import chain, schema_org
from claims.record.schema_org import UNSET

Json = dict[str, Any]

NO_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')
"""What an IRI cannot hold (RFC 3987); addresses come as people typed them."""
PLAIN = re.compile(r"https?://[!#-;=?-Z_a-z~]*")
"""An address in which nothing is to be looked at twice, as nearly all are: a dump has millions."""

read = msgspec.json.Decoder(schema_org.Document).decode
"""Reads the bytes of a document, and of them what `claim_review` needs."""


def plain(review: schema_org.ClaimReview) -> Json:
    """Return a ClaimReview as what JSON has."""
    made: Json = msgspec.to_builtins(review)
    return made


def claim_review(
    document: schema_org.Document,
    *,
    base: str,
    publisher_name: str,
    entries: Iterable[Mapping[str, Any]],
) -> schema_org.ClaimReview:
    """Return the ClaimReview of a document of the record, whose own addresses are paths.

    `base` is the public address without a slash at its end. `entries` are those of the claim,
    each with `kind`, `note` and `published_at`; later ones than the document are left aside.
    Raises ValueError for a tombstone: a retracted claim has no ClaimReview.
    """
    if document.kind == "retraction":
        raise ValueError("A retracted claim has no ClaimReview.")
    explanation = _said(document.explanation)
    return schema_org.ClaimReview(
        url=base + document.url,
        name=_said(document.title),
        claim_reviewed=_said(document.text),
        review_rating=_rating(document.rating, explanation),
        review_body=explanation,
        author=_desk(publisher_name, base),
        date_published=document.first_published_at,
        date_modified=document.published_at,
        in_language=_said(document.in_language),
        item_reviewed=_claim(document),
        citation=_each([_source(source) for source in document.sources]),
        correction=_corrections(document, entries),
    )


def _said(text: str | None) -> schema_org.Text:
    return text if text and not text.isspace() else UNSET


def _each(works: list[schema_org.Work]) -> list[schema_org.Work] | msgspec.UnsetType:
    """Keep the first of equal nodes: one source can be evidence twice, for two passages."""
    if len(works) < 2:
        return works or UNSET
    kept: list[schema_org.Work] = []
    for work in works:
        if work not in kept:
            kept.append(work)
    return kept


def _rating(rating: schema_org.Rating, explanation: schema_org.Text) -> schema_org.ReviewRating:
    value, best, worst = _scale(rating)
    return schema_org.ReviewRating(_said(rating.text), value, best, worst, explanation)


def _scale(rating: schema_org.Rating) -> tuple[schema_org.NumberOrNot, ...]:
    """Return the number and its scale, with the highest as the best; unset if there is none.

    Google wants bestRating above worstRating, and schema.org calls it the highest value: a scale
    that runs the other way is mirrored. A rating that measures no truth has no number at all,
    which a machine would read as false.
    """
    value, best, worst = rating.value, rating.best, rating.worst
    if value is None or best is None or worst is None or best == worst:
        return UNSET, UNSET, UNSET
    if best < worst:
        value, best, worst = best + worst - value, worst, best
    return value, best, worst


def _claim(document: schema_org.Document) -> schema_org.Claim:
    works = {place.article.key: place.article for place in document.appearances}
    nodes = {key: _article(article) for key, article in works.items() if _named(article)}
    first = _first(list(works.values()), document.claim_date)
    return schema_org.Claim(
        _said(document.text),
        _claimant(document.claimant),
        _said(document.claim_date),
        nodes[first.key] if first else UNSET,
        _each(list(nodes.values())),
    )


def _claimant(claimant: schema_org.Claimant | None) -> schema_org.Agent:
    if claimant is None:
        return UNSET
    if claimant.kind == "person":
        return _person(claimant.name, claimant.job_title, claimant.same_as)
    return _organization(claimant.name, claimant.same_as)


# Said of many claims: made once.


@lru_cache(maxsize=16)
def _desk(name: str, base: str) -> schema_org.Organization:
    return schema_org.Organization(_said(name), url=f"{base}/")


@lru_cache(maxsize=4096)
def _person(name: str, job_title: str, same_as: str) -> schema_org.Person:
    return schema_org.Person(_said(name), _said(job_title), _address(same_as))


@lru_cache(maxsize=4096)
def _organization(name: str, same_as: str) -> schema_org.Organization:
    return schema_org.Organization(_said(name), same_as=_address(same_as))


def _first(articles: list[schema_org.Article], claim_date: str | None) -> schema_org.Article | None:
    """Return the article in which the claim first appeared, where the dates say so.

    Each must have a date, one must be before all others, and the claim must not be older: then
    the article only passes it on.
    """
    dated = [(row.date_published, row) for row in articles if row.date_published and _named(row)]
    if not dated or len(dated) < len(articles):
        return None
    (day, first), *others = sorted(dated, key=lambda pair: pair[0]) if dated[1:] else dated
    if others and others[0][0] == day:
        return None
    return first if claim_date is None or day <= claim_date else None


def _named(article: schema_org.Article) -> bool:
    """Say whether a reader could tell which article is meant, at least by whom it is."""
    return bool(article.url or article.headline or article.publisher)


def _article(article: schema_org.Article) -> schema_org.Work:
    return schema_org.Work(
        url=_address(article.url),
        headline=_said(article.headline),
        publisher=_publisher(article.publisher),
        date_published=_said(article.date_published),
        in_language=_said(article.in_language),
    )


def _source(source: schema_org.Source) -> schema_org.Work:
    return schema_org.Work(
        name=_said(source.title),
        url=_address(source.url),
        archived_at=_address(source.archived_url),
        publisher=_publisher(source.publisher),
        date_published=_said(source.date_published),
    )


def _publisher(publisher: schema_org.Publisher | None) -> schema_org.Agent:
    return _organization(publisher.name, publisher.same_as) if publisher else UNSET


def _corrections(
    document: schema_org.Document, entries: Iterable[Mapping[str, Any]]
) -> list[schema_org.Correction] | msgspec.UnsetType:
    stamped = [
        (chain.timestamp(entry["published_at"]), entry["note"])
        for entry in entries
        if entry["kind"] == "correction"
    ]
    told = [
        schema_org.Correction(_said(note), moment)
        for moment, note in stamped
        if moment <= document.published_at
    ]
    return told or UNSET


def _address(url: str) -> schema_org.Text:
    """Return `url` as an IRI that a machine may follow, else unset: data can hold javascript:."""
    if not url:
        return UNSET
    if PLAIN.fullmatch(url):
        return url
    try:
        if urlsplit(url).scheme not in {"http", "https"}:
            return UNSET
    except ValueError:
        return UNSET
    return NO_IRI.sub(lambda match: quote(match[0]), url)
