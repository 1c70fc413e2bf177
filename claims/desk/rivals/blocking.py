"""Which claims are compared with which: never all pairs.

Each claim has keys: its point at issue, and its words, names by one spelling. Those that share its
rarest keys are its candidates, and those whose vectors are nearest: words that everybody has find
nobody. How many there are at the most does not depend on the size of the base. Another way to find
candidates is one more function in SOURCES.

Of the candidates, those are left that a comparison can find anything of; that is told by counts
alone, so that most claims need not even be read.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from django.db import connection

from claims.desk.rivals import reading
from claims.language.statements import names, wording, words
from claims.language.statements.statement import Statement
from claims.models import Claim

COMMON = 300
"""A key that more claims have finds nobody."""
RAREST = 8
MOST = 25
"""How many candidates by keys a claim has."""
NEAREST = 5
"""How many by vectors: of 157 rivals among 19,250 claims 150 were among the five nearest."""
LENGTH = 60

Pair = tuple[int, int]
Source = Callable[[Sequence[int]], list[Pair]]


def index(claims: Iterable[Claim], known: names.Names) -> None:
    """Write down how these claims are found, where that is not what is written. One query."""
    read = {claim.pk: reading.statement(claim) for claim in sorted(claims, key=lambda one: one.pk)}
    rows = [
        (
            claim,
            " ".join(sorted(keys(statement, known))),
            " ".join(sorted(wording.stems(statement.bare, known))),
            point_key(statement, known),
        )
        for claim, statement in read.items()
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT claim_index_v1(%s, %s, %s, %s)",
                [list(column) for column in zip(*rows, strict=True)],
            )


def keys(statement: Statement, known: names.Names) -> set[str]:
    """Return by what a statement is found: its point as a whole, its subject's words, its words."""
    text = known.canonical(f"{statement.bare} {statement.subject}")
    found = {word[:LENGTH] for word in words.content(words.tokens(text)) if len(word) > 1}
    point = point_key(statement, known)
    return found | {point} if point else found


def point_key(statement: Statement, known: names.Names) -> str:
    """Return what all statements with this point at issue share; empty without a point."""
    if not statement.point:
        return ""
    point = (known.key(statement.point.subject), known.key(statement.point.property))
    said = "|".join(" ".join(sorted(part)) for part in point)
    return "p:" + hashlib.sha256(said.encode()).hexdigest()[:32]


def by_keys(claims: Sequence[int]) -> list[Pair]:
    """Return the candidates of each claim by shared keys. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claim, other FROM claim_candidates_v2(%s, %s, %s, %s)",
            [list(claims), COMMON, RAREST, MOST],
        )
        return list(cursor.fetchall())


def by_vectors(claims: Sequence[int]) -> list[Pair]:
    """Return those that are nearest to each claim, of claims that have a vector. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claim, other FROM claim_nearest_v1(%s, %s)", [list(claims), NEAREST])
        return list(cursor.fetchall())


SOURCES: list[Source] = [by_keys, by_vectors]


def candidates(claims: Sequence[int]) -> set[Pair]:
    """Return the pairs of `claims` and others, from all sources, that are worth comparing.

    Each pair once, the lower key first. One query besides those of the sources.
    """
    found = {(min(pair), max(pair)) for source in SOURCES for pair in source(claims)}
    return worthwhile(found)


def worthwhile(pairs: Iterable[Pair]) -> set[Pair]:
    """Leave out the pairs of which a comparison finds nothing, whatever it reads. One query."""
    asked = sorted(pairs)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM claim_overlaps_v1(%s, %s)",
            [[one for one, _ in asked], [other for _, other in asked]],
        )
        return {
            (one, other)
            for one, other, point, common, mine, theirs in cursor.fetchall()
            if None in {mine, theirs} or point or wording.possible(common, mine, theirs)
        }
