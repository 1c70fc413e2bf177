"""What is found of two claims becomes a proposal; what people have decided is left alone.

A pair has one row at the most. A dismissed one is proposed anew when one of its claims has changed
since; what nobody has decided follows the claims, and goes when they no longer say so.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model, Q

from claims.desk.rivals import reading
from claims.language.statements import comparing, names
from claims.language.statements.findings import Finding
from claims.models import Claim, Contradiction, Repetition
from claims.models.contradictions import COMPARISON

log = logging.getLogger(__name__)
RULE = COMPARISON
LEAST = 0.4
VALUE = 500
Pair = tuple[Claim, Claim]


@dataclass(frozen=True)
class Standing:
    """What is proposed or decided of some claims already, by the keys of both sides."""

    contradictions: Mapping[frozenset[int], Contradiction]
    repetitions: Mapping[frozenset[int], Repetition]

    def again(self) -> set[tuple[int, int]]:
        """Return the pairs that are compared again, the lower key first."""
        rows = self.contradictions.items()
        open_ = {pair for pair, row in rows if row.status not in {"confirmed", "resolved"}}
        return {(min(pair), max(pair)) for pair in open_ | self.repetitions.keys()}


def standing(claims: Iterable[int]) -> Standing:
    """Return what stands of these claims and any others. Two queries."""
    asked = list(claims)
    rows = Contradiction.objects.filter(Q(left__in=asked) | Q(right__in=asked))
    same = Repetition.objects.filter(Q(claim__in=asked) | Q(of__in=asked))
    return Standing(
        {frozenset((row.left_id, row.right_id)): row for row in rows},
        {frozenset((row.claim_id, row.of_id)): row for row in same},
    )


def propose(pairs: Iterable[Pair], known: names.Names, stand: Standing) -> None:
    """Compare pairs of claims and write down what is found.

    `stand`: what stands of one claim of each pair, at the least.
    """
    rows = {tuple(sorted(pair, key=lambda claim: claim.pk)) for pair in pairs}
    made: list[Contradiction] = []
    repeats: list[Repetition] = []
    for older, newer in sorted(rows, key=lambda pair: [claim.pk for claim in pair]):
        try:
            found = _found(older, newer, known)
        except Exception:
            # One pair of texts must not hold up the queue for all.
            log.exception("Claims %s and %s cannot be compared.", older.pk, newer.pk)
            continue
        key = frozenset((older.pk, newer.pk))
        against = found if found and not found.same else None
        same = found if found and found.same else None
        if row := stand.contradictions.get(key):
            _follow(row, older, newer, against)
        elif against:
            made.append(_contradiction(older, newer, against))
        if repeated := stand.repetitions.get(key):
            _follow_repeated(repeated, older, newer, same)
        elif same:
            repeats.append(_repetition(older, newer, same))
    # Whoever noted the same pair meanwhile was first.
    Contradiction.objects.bulk_create(made, ignore_conflicts=True)
    Repetition.objects.bulk_create(repeats, ignore_conflicts=True)


def _found(older: Claim, newer: Claim, known: names.Names) -> Finding | None:
    found = comparing.compare(reading.statement(older), reading.statement(newer), known)
    return found if found and found.score >= LEAST else None


def _contradiction(older: Claim, newer: Claim, found: Finding) -> Contradiction:
    return Contradiction(
        left=older,
        right=newer,
        external_id=f"{RULE}:{older.pk}:{newer.pk}",
        proposed_by=RULE,
        sides=reading.digest(older, newer),
        **_described(found),
    )


def _repetition(older: Claim, newer: Claim, found: Finding) -> Repetition:
    said = {"reason": found.reason, "score": found.score}
    return Repetition(claim=newer, of=older, sides=reading.digest(older, newer), **said)


def _follow(row: Contradiction, older: Claim, newer: Claim, found: Finding | None) -> None:
    sides = reading.digest(older, newer)
    waits = row.status == Contradiction.Status.SUGGESTED and row.proposed_by == RULE
    dismissed = row.status == Contradiction.Status.DISMISSED
    if waits and found is None:
        Contradiction.objects.filter(pk=row.pk, status="suggested", proposed_by=RULE).delete()
    elif dismissed and not row.sides:
        # Noted by a person, before anything was compared: the decision is on what stands now.
        Contradiction.objects.filter(pk=row.pk).update(sides=sides)
    elif found and (waits or (dismissed and row.sides != sides)):
        _again(row, older, found, sides)


def _again(row: Contradiction, older: Claim, found: Finding, sides: str) -> None:
    described = _described(found) | {"sides": sides}
    if row.proposed_by != RULE:
        # What a person wrote stays as it is; what was found stands below it.
        described = {"sides": sides, "note": _noted(row.note, found.reason)}
    elif row.left_id != older.pk:
        described |= {
            "left_value": described["right_value"],
            "right_value": described["left_value"],
        }
    if _differs(row, described):
        Contradiction.objects.filter(pk=row.pk, status=row.status).update(
            status="suggested", resolution="", decided_by=None, decided_at=None, **described
        )


def _noted(note: str, reason: str) -> str:
    return note if reason in note else f"{note}\n\n{reason}".strip()


def _differs(row: Model, said: Mapping[str, object]) -> bool:
    return any(getattr(row, name) != value for name, value in said.items())


def _described(found: Finding) -> dict[str, str | float]:
    return {
        "kind": found.kind,
        "relation": found.relation,
        "left_value": found.left_value[:VALUE],
        "right_value": found.right_value[:VALUE],
        "score": found.score,
        "note": found.reason,
    }


def _follow_repeated(row: Repetition, older: Claim, newer: Claim, found: Finding | None) -> None:
    sides = reading.digest(older, newer)
    waits = row.status == Repetition.Status.SUGGESTED
    rows = Repetition.objects.filter(pk=row.pk, status=row.status)
    if found is None and waits:
        rows.delete()
    elif found and (waits or row.sides != sides):
        said = {"reason": found.reason, "score": found.score, "sides": sides}
        if _differs(row, said):
            rows.update(status="suggested", decided_by=None, decided_at=None, **said)
