"""Finding claims that say what a text says, in the record or at the desk: three queries for a text.

Candidates come from two indexes, by rare words and by nearest vectors, and their number is capped:
what a question costs hardly grows with the number of claims.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from pgvector import HalfVector

from claims.language import bm25, calibration, embeddings, ranking, stems
from claims.models import matching

EACH = 100
"""Candidates by words, and as many by vectors."""
LONGEST = 2000
"""Characters of a text that is asked about."""


@dataclass(frozen=True)
class Room:
    """Whose claims are looked at: the tables."""

    matches: type[matching.Match]
    stems: type[matching.StemCount]


RECORD = Room(matching.PublishedMatch, matching.PublishedStem)
DESK = Room(matching.ClaimMatch, matching.ClaimStem)


@dataclass(frozen=True)
class Likely:
    """A claim that may be the one: its key in the room, as text, and how likely it is."""

    key: str
    probability: float


@dataclass(frozen=True)
class Answer:
    """What was found for one text, the likeliest first, and the stems that were looked for."""

    found: tuple[Likely, ...]
    stems: frozenset[str]


def ask(
    room: Room,
    texts: Sequence[str],
    *,
    using: str,
    without: Collection[str] = (),
    least: float | None = None,
) -> list[Answer]:
    """Return what `room` has for each text, but nothing less likely than `least`, nor `without`.

    Unless `least` is given, what is shown is more likely right than wrong. Two queries for each
    text.
    """
    plain = [stems.plain(text[:LONGEST]) for text in texts]
    least = calibration.threshold() if least is None else least
    asked = zip(plain, embeddings.of(plain, tokens=embeddings.ASKED), strict=True)
    return [_answer(room, *one, using=using, without=without, least=least) for one in asked]


def _answer(
    room: Room,
    text: str,
    vector: embeddings.Vectors,
    *,
    using: str,
    without: Collection[str],
    least: float,
) -> Answer:
    asked = stems.of(text)
    known = statistics(room, asked, using=using)
    if not asked or not known.claims:
        return Answer((), frozenset(asked))
    rows = candidates(room, asked, vector, known, using=using)
    rows = [row for row in rows if row.key not in without]
    found = (
        Likely(str(one.key), calibration.probability(one.features))
        for one in ranking.ranked(asked, rows, known)
    )
    return Answer(tuple(one for one in found if one.probability >= least), frozenset(asked))


def statistics(room: Room, asked: Collection[str], *, using: str) -> bm25.Statistics:
    """Return how many claims a room has, and in how many each stem stands. One query."""
    rows = room.stems.objects.using(using).filter(stem__in=["", *set(asked)])  # type: ignore[attr-defined]
    counts = {stem: (claims, places) for stem, claims, places in rows.values_list()}
    claims, places = counts.pop("", (0, 0))
    return bm25.Statistics(claims, places, {stem: n for stem, (n, _) in counts.items()})


def candidates(
    room: Room,
    asked: Collection[str],
    vector: embeddings.Vectors,
    known: bm25.Statistics,
    *,
    using: str,
) -> list[ranking.Candidate]:
    """Return what may match: the claims with the most of its rare stems, and the nearest."""
    rare = bm25.rarest(asked, known)
    weights = [bm25.weight(stem, known) for stem in rare]
    near = HalfVector(vector).to_text()
    given: list[Any] = [room.matches._meta.db_table, rare, weights, near, EACH]
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT claim, stems, cosine FROM match_candidates_v2("
            "%s::text::regclass, %s::text[], %s::float8[], %s::text::halfvec, %s::integer)",
            given,
        )
        return [ranking.Candidate(*row) for row in cursor.fetchall()]
