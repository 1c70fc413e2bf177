"""Which claims are compared with which: never all pairs.

Each claim has keys: its point at issue, and its words, names by one spelling. Those that share its
rarest keys are its candidates; how many there are at the most does not depend on the size of the
base. Another way to find candidates (nearest vectors) is one more function in SOURCES.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from django.db import connection

from claims.desk.rivals import reading
from claims.language.statements import names, words
from claims.language.statements.statement import Statement
from claims.models import Claim, ClaimKey

COMMON = 300
"""A key that more claims have finds nobody."""
RAREST = 8
MOST = 25
"""How many candidates a claim is compared with, from each source."""
LENGTH = 60

Source = Callable[[Sequence[int]], dict[int, list[int]]]


def index(claims: Iterable[Claim], known: names.Names) -> None:
    """Write the keys of these claims anew."""
    rows = {claim.pk: keys(reading.statement(claim), known) for claim in claims}
    ClaimKey.objects.filter(claim__in=rows).delete()
    ClaimKey.objects.bulk_create(
        [ClaimKey(claim_id=pk, key=key) for pk, found in rows.items() for key in sorted(found)]
    )


def keys(statement: Statement, known: names.Names) -> set[str]:
    """Return by what a statement is found: its point as a whole, its subject's words, its words."""
    text = known.canonical(f"{statement.bare} {statement.subject}")
    found = {word[:LENGTH] for word in words.content(words.tokens(text)) if len(word) > 1}
    if statement.point:
        point = (known.key(statement.point.subject), known.key(statement.point.property))
        said = "|".join(" ".join(sorted(part)) for part in point)
        found.add("p:" + hashlib.sha256(said.encode()).hexdigest()[:32])
    return found


def by_keys(claims: Sequence[int]) -> dict[int, list[int]]:
    """Return the candidates of each claim by shared keys. One query."""
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claim, other FROM claim_candidates_v1(%s, %s, %s, %s)",
            [list(claims), COMMON, RAREST, MOST],
        )
        for claim, other in cursor.fetchall():
            found.setdefault(claim, []).append(other)
    return found


SOURCES: list[Source] = [by_keys]


def candidates(claims: Sequence[int]) -> dict[int, list[int]]:
    """Return the claims that each of `claims` is compared with, from all sources."""
    found: dict[int, dict[int, None]] = {}
    for source in SOURCES:
        for claim, others in source(claims).items():
            found.setdefault(claim, {}).update(dict.fromkeys(others))
    return {claim: list(others) for claim, others in found.items()}
