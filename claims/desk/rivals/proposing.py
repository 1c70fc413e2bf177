"""What is found of two claims becomes a proposal; what people have decided is left alone.

A pair has one row at the most. A dismissed one is proposed anew when one of its claims has changed
since; what nobody has decided follows the claims, and goes when they no longer say so.
"""

import logging
from collections.abc import Iterable

from django.db.models import Q

from claims.desk.rivals import reading
from claims.language.statements import comparing, names
from claims.language.statements.findings import Finding
from claims.language.statements.statement import Statement
from claims.models import Claim, Contradiction, Repetition
from claims.models.contradictions import COMPARISON

log = logging.getLogger(__name__)
RULE = COMPARISON
LEAST = 0.4
VALUE = 500
Pair = tuple[Claim, Claim]


def propose(pairs: Iterable[Pair], known: names.Names) -> int:
    """Compare pairs of claims and write down what is found; return how many are new."""
    rows = {frozenset((one.pk, other.pk)): (one, other) for one, other in pairs}
    claims = {pk for pair in rows for pk in pair}
    stored = _stored(claims)
    repeated = _repeated(claims)
    read: dict[int, Statement] = {}
    new = 0
    for key, (one, other) in sorted(rows.items(), key=lambda item: sorted(item[0])):
        for claim in (one, other):
            read.setdefault(claim.pk, reading.statement(claim))
        older, newer = sorted((one, other), key=lambda claim: claim.pk)
        try:
            found = comparing.compare(read[older.pk], read[newer.pk], known)
        except Exception:
            # One pair of texts must not hold up the queue for all.
            log.exception("Claims %s and %s cannot be compared.", older.pk, newer.pk)
            continue
        if found and found.score < LEAST:
            found = None
        against = found if found and not found.same else None
        same = found if found and found.same else None
        new += _contradiction(older, newer, against, stored.get(key))
        new += _repetition(older, newer, same, repeated.get(key))
    return new


def _stored(claims: set[int]) -> dict[frozenset[int], Contradiction]:
    rows = Contradiction.objects.filter(left__in=claims, right__in=claims)
    return {frozenset((row.left_id, row.right_id)): row for row in rows}


def _repeated(claims: set[int]) -> dict[frozenset[int], Repetition]:
    rows = Repetition.objects.filter(claim__in=claims, of__in=claims)
    return {frozenset((row.claim_id, row.of_id)): row for row in rows}


def _contradiction(
    older: Claim, newer: Claim, found: Finding | None, row: Contradiction | None
) -> bool:
    if row is None:
        return found is not None and _suggest(older, newer, found)
    sides = reading.digest(older, newer)
    waits = row.status == Contradiction.Status.SUGGESTED and row.proposed_by == RULE
    if row.sides == sides or not (waits or row.status == Contradiction.Status.DISMISSED):
        return False
    if not row.sides:
        # Noted by a person, before anything was compared: the decision is on what stands now.
        Contradiction.objects.filter(pk=row.pk).update(sides=sides)
    elif found is None:
        Contradiction.objects.filter(pk=row.pk, status="suggested", proposed_by=RULE).delete()
    else:
        _again(row, older, found, sides)
    return False


def _suggest(older: Claim, newer: Claim, found: Finding) -> bool:
    row = Contradiction(
        left=older,
        right=newer,
        external_id=f"{RULE}:{older.pk}:{newer.pk}",
        proposed_by=RULE,
        sides=reading.digest(older, newer),
        **_described(found),
    )
    # Whoever noted the same pair meanwhile was first.
    Contradiction.objects.bulk_create([row], ignore_conflicts=True)
    return True


def _again(row: Contradiction, older: Claim, found: Finding, sides: str) -> None:
    described = _described(found)
    if row.left_id != older.pk:
        described |= {
            "left_value": described["right_value"],
            "right_value": described["left_value"],
        }
    Contradiction.objects.filter(pk=row.pk, status__in=["suggested", "dismissed"]).update(
        status="suggested",
        resolution="",
        decided_by=None,
        decided_at=None,
        sides=sides,
        **described,
    )


def _described(found: Finding) -> dict[str, str | float]:
    return {
        "kind": found.kind,
        "relation": found.relation,
        "left_value": found.left_value[:VALUE],
        "right_value": found.right_value[:VALUE],
        "score": found.score,
        "note": found.reason,
    }


def _repetition(older: Claim, newer: Claim, found: Finding | None, row: Repetition | None) -> bool:
    if row is None:
        return found is not None and _repeats(older, newer, found)
    sides = reading.digest(older, newer)
    if row.sides == sides or row.status == Repetition.Status.JOINED:
        return False
    if found is None:
        Repetition.objects.filter(pk=row.pk, status="suggested").delete()
    else:
        Repetition.objects.filter(pk=row.pk).exclude(status="joined").update(
            status="suggested",
            reason=found.reason,
            score=found.score,
            sides=sides,
            decided_by=None,
            decided_at=None,
        )
    return False


def _repeats(older: Claim, newer: Claim, found: Finding) -> bool:
    sides = reading.digest(older, newer)
    said = {"reason": found.reason, "score": found.score, "sides": sides}
    made = Repetition(claim=newer, of=older, **said)
    Repetition.objects.bulk_create([made], ignore_conflicts=True)
    return True


def standing(claims: Iterable[int]) -> list[tuple[int, int]]:
    """Return the pairs that are proposed of these claims already: they are compared again."""
    asked = list(claims)
    rows = Contradiction.objects.filter(Q(left__in=asked) | Q(right__in=asked))
    mine = rows.exclude(status__in=["confirmed", "resolved"]).values_list("left", "right")
    same = Repetition.objects.filter(Q(claim__in=asked) | Q(of__in=asked))
    return [*mine, *same.values_list("claim", "of")]
