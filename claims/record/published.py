"""What the public may read, and the only place that names the database alias it is read through.

That alias connects as a role which can SELECT the record's tables and nothing else: a mistake in
a public view cannot show a draft.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from claims.models import (
    Publication,
    PublicationKind,
    PublishedClaim,
    PublishedContradiction,
    PublishedRating,
)
from claims.record import (
    claimreview,
    facets,
    finding,
    heads,
    highlights,
    index,
    paging,
    querying,
    schema_org,
    similarity,
    words,
)

ALIAS = "record"
ASK = querying.through(ALIAS)

Claims = QuerySet[PublishedClaim]
Contradictions = QuerySet[PublishedContradiction]


# The record itself.


Head = heads.Head


def head(sequence: int | None = None) -> Head:
    """Return the newest entry as a head, or that of `sequence`; before the first stands genesis.

    Raises NotFound where the record has not come to `sequence` yet. One query.
    """
    return heads.last(ask=ASK) if sequence is None else heads.at(sequence, ask=ASK)


def entries_after(sequence: int, *, until: int) -> QuerySet[Publication]:
    """Return what follows `sequence` in the record, up to `until`, oldest first.

    Whoever has seen an entry has seen, or can see, all before it: publishing takes an advisory
    lock and holds it until its transaction has ended, so sequences become visible one by one, in
    order. PostgreSQL lets go of a transaction's locks only after others can see what it did, and
    a replica replays commits in their order.
    """
    rows = Publication.objects.using(ALIAS)
    return rows.filter(sequence__gt=sequence, sequence__lte=until).order_by("sequence")


# What stands published.


def standing(at: datetime | None = None) -> Claims:
    """Return what stands published now, or stood at `at`; tombstones too. Newest first."""
    # By the column: by the relation, as the model has it, would join the whole record.
    return PublishedClaim.objects.using(ALIAS).filter(_open(at)).order_by("-publication_id")


def claims(at: datetime | None = None) -> Claims:
    """Return the claims that stand published now, or stood at `at`, without the retracted."""
    return standing(at).exclude(kind=PublicationKind.RETRACTION)


def contradictions(at: datetime | None = None) -> Contradictions:
    """Return the contradictions that are public now, or were at `at`."""
    return PublishedContradiction.objects.using(ALIAS).filter(_open(at))


def entries(claim_id: UUID) -> QuerySet[Publication]:
    """Return all entries of the record for one claim, oldest first."""
    return Publication.objects.using(ALIAS).filter(claim_id=claim_id).order_by("sequence")


def steps(claim_id: UUID) -> list[dict[str, Any]]:
    """Return when each entry of one claim was published, as what and why, oldest first."""
    rows = entries(claim_id).values("version", "kind", "note", "published_at")
    return [dict(row) for row in rows]


def corrections_of(
    claim_ids: list[UUID], *, until: int = paging.BIGGEST
) -> dict[UUID, list[dict[str, Any]]]:
    """Return the corrections of some claims as `steps` does, by claim, up to `until`. One query."""
    rows = entries_after(0, until=until).filter(
        claim_id__in=claim_ids, kind=PublicationKind.CORRECTION
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows.values("claim_id", "version", "kind", "note", "published_at"):
        found.setdefault(row["claim_id"], []).append(dict(row))
    return found


def ratings() -> QuerySet[PublishedRating]:
    """Return the legend: every rating that a published claim may carry, in its order."""
    return PublishedRating.objects.using(ALIAS).order_by("position", "key")


def _open(at: datetime | None) -> Q:
    if at is None:
        return Q(ended_at=None)
    return Q(published_at__lte=at) & (Q(ended_at=None) | Q(ended_at__gt=at))


@dataclass(frozen=True)
class Matched:
    """A published claim that says what a text says: its stored body, and how likely that is."""

    body: bytes
    probability: float


@dataclass(frozen=True)
class Reviewed:
    """What is published of one text: the likeliest first, with the stems that were looked for."""

    matches: tuple[Matched, ...]
    stems: frozenset[str]


def reviewed_already(texts: Sequence[str]) -> list[Reviewed]:
    """Return the published claims that each text may be. Two queries a text, and one more."""
    found = similarity.ask(similarity.RECORD, texts, using=ALIAS)
    keys = {one.key for answer in found for one in answer.found}
    rows = claims().filter(claim_id__in=keys).values_list("claim_id", "body") if keys else ()
    stored = {str(key): bytes(body) for key, body in rows}
    return [
        Reviewed(
            tuple(
                Matched(stored[one.key], one.probability)
                for one in answer.found
                if one.key in stored
            ),
            answer.stems,
        )
        for answer in found
    ]


# Which of them.


def _in_language(tag: str) -> Q:
    """RFC 4647's basic filtering: `en` finds en and en-CA."""
    return Q(in_language__iexact=tag) | Q(in_language__istartswith=f"{tag}-")


def _valid_on(day: date) -> Q:
    """Say what was true on `day`. An open end counts; a claim without any date says nothing."""
    return (
        (Q(valid_from__lte=day) | Q(valid_from=None))
        & (Q(valid_to__gte=day) | Q(valid_to=None))
        & ~Q(valid_from=None, valid_to=None)
    )


def _search(asked: str | words.Reading) -> Q:
    reading = words.Reading((asked,)) if isinstance(asked, str) else asked
    return Q(search=reading.query)


NOW = {*finding.BY_VALUE, *finding.DATES, "q", "in_language"}
"""The questions that are answered of what stands now without a look at all claims."""

FILTERS: dict[str, Callable[[Any], Q]] = {
    "q": _search,
    "rating": lambda key: Q(rating=key),
    "claimant": lambda key: Q(claimant=key),
    "publisher": lambda name: Q(publishers__contains=[name]),
    "article": lambda key: Q(articles__contains=[key]),
    "topic": lambda topic: Q(topics__contains=[topic]),
    "in_language": _in_language,
    "published_from": lambda moment: Q(published_at__gte=moment),
    "published_to": lambda moment: Q(published_at__lte=moment),
    "claim_date_from": lambda day: Q(claim_date__gte=day),
    "claim_date_to": lambda day: Q(claim_date__lte=day),
    "valid_on": _valid_on,
}
"""The questions that a list of claims answers; they combine freely."""


def understood(asked: Mapping[str, Any], *, ask: querying.Ask = ASK) -> dict[str, Any]:
    """Return what is `asked` with its search as it is read: typos forgiven. One query at most."""
    if "q" not in asked:
        return dict(asked)
    return {**asked, "q": words.read(asked["q"], ask=ask)}


def plain_words(text: str) -> words.Reading:
    """Return how words without operators are read: typos forgiven. One query at most."""
    return words.read(text, ask=ASK, syntax="plain")


def matching(rows: Claims, asked: Mapping[str, Any]) -> Claims:
    """Keep the rows that `asked` wants; names that are no filter are left aside."""
    for name, value in asked.items():
        if name in FILTERS:
            rows = rows.filter(FILTERS[name](value))
    return rows


def touching(rows: Contradictions, asked: Mapping[str, Any]) -> Contradictions:
    """Keep the contradictions of the kind, the relation and the claim that `asked` wants."""
    rows = rows.filter(**{name: asked[name] for name in ("kind", "relation") if name in asked})
    if "claim" in asked:
        rows = rows.filter(Q(left_claim_id=asked["claim"]) | Q(right_claim_id=asked["claim"]))
    return rows


def counted(at: datetime | None, asked: Mapping[str, Any]) -> dict[str, facets.Facet]:
    """Return how many claims each value of each facet has, with all that is asked but its own.

    What stood at a time is counted claim by claim.
    """
    parts = [([name for name in facets.NAMES if name not in asked], asked)]
    for name in facets.NAMES:
        if name in asked:
            parts.append(([name], {key: asked[key] for key in asked if key != name}))
    parts = [part for part in parts if part[0]]
    if at is None:
        return facets.now(
            [(names, finding.wanted(rest)) for names, rest in parts], ratings(), ask=ASK
        )
    return facets.of([(names, matching(claims(at), rest)) for names, rest in parts], ratings())


def tally(rows: Contradictions) -> Counter[tuple[str, str]]:
    """Count contradictions by kind and relation. One query."""
    counted = rows.order_by().values_list("kind", "relation").annotate(number=Count("pk"))
    return Counter({(kind, relation): number for kind, relation, number in counted})


# Their JSON.


@dataclass(frozen=True)
class Found:
    """A page of stored bodies; with a search, where it hits each of them."""

    page: paging.Page
    hits: list[dict[str, str]] | None
    head: int | None = None
    unknown: tuple[str, ...] = ()


def find(
    asked: Mapping[str, Any],
    *,
    size: int,
    cursor: paging.Cursor | None = None,
    at: datetime | None = None,
    ask: querying.Ask = ASK,
    known: Sequence[str] = (),
) -> Found:
    """Return a page of what is asked, newest first: one query, and with `at` up to three.

    Where something is asked of what stands now, the answer also says where the record ended, and
    which of the words `known` nothing published has.
    """
    if at is None and NOW & asked.keys():
        found = finding.page(asked, size=size, cursor=cursor, ask=ask, known=known)
        page = paging.Page(found.bodies, found.next, found.previous)
        places = [hits for _, hits in found.rows] if "q" in asked else None
        return Found(page, places, found.head, found.unknown)
    page = bodies(matching(claims(at), asked), size=size, cursor=cursor, at=at)
    return Found(page, hits(page.rows, asked, ask=ask) if "q" in asked else None)


def hits(
    bodies: list[bytes], asked: Mapping[str, Any], *, ask: querying.Ask = ASK
) -> list[dict[str, str]]:
    """Return where the search that is asked hits each of some stored bodies. One query."""
    documents = [json.loads(body) for body in bodies]
    return highlights.of(documents, asked["q"], ask=ask)


def bodies(
    rows: Claims, *, size: int, cursor: paging.Cursor | None = None, at: datetime | None = None
) -> paging.Page:
    """Return a page of stored bodies, newest first: one query, and another one with `at`."""
    columns = rows.values_list("publication_id", "claim_id", "body")
    found = paging.page(columns, by="publication_id", size=size, cursor=cursor)
    stored = {claim_id: bytes(body) for _, claim_id, body in found.rows}
    if at is not None:
        stored = _as_they_stood(stored, at)
    return paging.Page(list(stored.values()), found.next, found.previous)


def body(row: PublishedClaim, at: datetime | None = None) -> bytes:
    """Return one stored body, with the contradictions of `at` if that is given."""
    stored = bytes(row.body)
    if at is None or row.kind == PublicationKind.RETRACTION:
        return stored
    return _as_they_stood({row.claim_id: stored}, at)[row.claim_id]


def claim_review(row: PublishedClaim, history: list[dict[str, Any]]) -> schema_org.ClaimReview:
    """Return the ClaimReview of what stands published (no tombstone), with the claim's `steps`."""
    return review_of(index.absolute(bytes(row.body), ""), history)


def review_of(document: bytes, history: list[dict[str, Any]]) -> schema_org.ClaimReview:
    """Return the ClaimReview of a document of the record, with its claim's `steps`."""
    return claimreview.claim_review(
        claimreview.read(document),
        base=settings.PUBLIC_URL,
        publisher_name=settings.DESK_NAME,
        entries=history,
    )


def _as_they_stood(stored: dict[UUID, bytes], at: datetime) -> dict[UUID, bytes]:
    """Put the contradictions that were public at `at` into bodies; by claim id. One query.

    A stored body has those of today, or of the day when it was superseded.
    """
    pairs = _pairs(list(stored), at)
    return {
        claim_id: index.with_contradictions(text, pairs.get(claim_id, []))
        for claim_id, text in stored.items()
    }


def _pairs(claim_ids: list[UUID], at: datetime) -> dict[UUID, list[bytes]]:
    rows = contradictions(at).filter(
        Q(left_claim_id__in=claim_ids) | Q(right_claim_id__in=claim_ids)
    )
    pairs: dict[UUID, list[bytes]] = {}
    for left, right, text in rows.order_by("pk").values_list(
        "left_claim_id", "right_claim_id", "body"
    ):
        for side in (left, right):
            pairs.setdefault(side, []).append(bytes(text))
    return pairs


CHANGE = ("sequence", "id", "url", "text", "kind", "version", "note", "published_at")
"""What the list of corrections says of each; the rest stands in the claim's versions."""


def changes(
    asked: Mapping[str, Any], *, size: int, cursor: paging.Cursor | None = None
) -> paging.Page:
    """Return a page of corrections and retractions, newest first. One query."""
    kinds = [PublicationKind.CORRECTION, PublicationKind.RETRACTION]
    rows = PublishedClaim.objects.using(ALIAS).filter(kind__in=kinds)
    if "kind" in asked:
        rows = rows.filter(kind=asked["kind"])
    if "claim" in asked:
        rows = rows.filter(claim_id=asked["claim"])
    columns = rows.values_list("publication_id", "body")
    found = paging.page(columns, by="publication_id", size=size, cursor=cursor)
    return paging.Page([_change(*row) for row in found.rows], found.next, found.previous)


def _change(sequence: int, body: bytes) -> dict[str, Any]:
    served = json.loads(bytes(body)) | {"sequence": sequence}
    return {name: served[name] for name in CHANGE}
