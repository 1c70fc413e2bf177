"""`manage.py evaluate proposals`: what is proposed over a base of claims that others reviewed.

The claims go into a database of their own, which is dropped afterwards, and the product's queue
compares them there: the same blocking, the same comparison, the same least score.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from rich.console import Console
from rich.progress import track

from claims.desk.rivals import queue
from claims.language.measured import answers
from claims.language.statements import words
from claims.language.statements.findings import SAME
from claims.management.evaluation import judged
from claims.models import Claim, Contradiction, Repetition

BESIDE = Console(stderr=True)
BATCH = 1000
AT_ONCE = 500
"""Claims in one transaction: more than the product takes, as nobody waits for these."""
STATED = re.compile(r"on ([A-Z]\w+ \d{1,2}, \d{4})")


@dataclass(frozen=True)
class Proposed:
    """A pair by its public keys, with both texts, older first."""

    score: float
    relation: str
    kind: str
    reason: str
    keys: tuple[str, str]
    texts: tuple[str, str]

    @property
    def judged(self) -> tuple[str, str, str]:
        return (*self.keys, self.relation)

    @property
    def verbatim(self) -> bool:
        """Whether the two texts are one, but for signs and capitals."""
        one, other = (words.tokens(text) for text in self.texts)
        return one == other


def report(data: Path, *, first: int, judgements: Path | None) -> Iterator[str]:
    """Yield the first proposals, surest first, and which share of them was judged useful."""
    known = judged.read(judgements) if judgements else judged.Judgements()
    claims = answers.reviewed(data)
    with _scratch():
        rows = proposed(claims)
    yield f"{len(claims)} claims, {len(rows)} pairs proposed:"
    for number, row in enumerate(rows[:first], start=1):
        yield from _shown(number, row, known)
    yield ""
    yield from shares(rows, first, known)


def proposed(claims: list[answers.Reviewed]) -> list[Proposed]:
    """Load these claims, compare all that wait, and return what is proposed, the surest first."""
    _load(claims)
    _compare()
    return _standing()


def shares(rows: list[Proposed], first: int, known: judged.Judgements) -> Iterator[str]:
    """Say the share of all, of those in other words, and of the board's, and of the next half."""
    said = [row for row in rows if not row.verbatim]
    against = [row for row in said if row.relation != SAME]
    after = first + first // 2
    for name, found in (
        ("all kinds", rows),
        ("but for the same text once more", said),
        ("contradictions and the like", against),
    ):
        parts = [(f"first {first}", found[:first]), (f"{first + 1} to {after}", found[first:after])]
        for part, shown in parts:
            if shown:
                share = known.share(row.judged for row in shown)
                yield f"{name}, {part}: {len(shown)} pairs, {share}"


@contextmanager
def _scratch() -> Iterator[None]:
    aliases = dict.fromkeys(("default", "record"))
    made = setup_databases(verbosity=0, interactive=False, aliases=aliases)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def _load(claims: list[answers.Reviewed]) -> None:
    for start in track(range(0, len(claims), BATCH), description="loading", console=BESIDE):
        Claim.objects.bulk_create(
            Claim(
                text=row.text,
                slug=f"c{number}",
                external_id=row.key,
                claimant_unknown=True,
                claim_date=_day(row.stated),
            )
            for number, row in enumerate(claims[start : start + BATCH], start=start)
            if row.text.strip()
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _day(stated: str) -> date | None:
    """Read "stated on October 22, 2019 in a campaign mailer"."""
    found = STATED.search(stated)
    try:
        return datetime.strptime(found[1], "%B %d, %Y").date() if found else None
    except ValueError:
        return None


def _compare() -> None:
    for _ in track(range(-(-queue.waiting() // AT_ONCE)), description="comparing", console=BESIDE):
        queue.work(AT_ONCE)
    while queue.work():
        pass


def _standing() -> list[Proposed]:
    """Return what stands on the board and among the repetitions, the surest first."""
    against = Contradiction.objects.select_related("left", "right").order_by("pk")
    same = Repetition.objects.select_related("of", "claim").order_by("pk")
    rows = [
        _row(row.score, row.relation, row.kind, row.note, row.left, row.right) for row in against
    ]
    rows += [_row(row.score, SAME, "", row.reason, row.of, row.claim) for row in same]
    return sorted(rows, key=lambda row: (-row.score, row.keys))


def _row(  # noqa: PLR0917  the columns of a proposal
    score: float | None, relation: str, kind: str, reason: str, older: Claim, newer: Claim
) -> Proposed:
    keys, texts = (older.external_id, newer.external_id), (older.text, newer.text)
    return Proposed(score or 0, relation, kind, reason, keys, texts)


def _shown(number: int, row: Proposed, known: judged.Judgements) -> Iterator[str]:
    answer = {True: "useful", False: "not useful", None: "not judged"}[known.of(*row.judged)]
    yield f"{number:3}  {row.score:.2f}  {row.relation} {row.kind}  [{answer}]  {row.reason}"
    for key, text in zip(row.keys, row.texts, strict=True):
        yield f"       {key}  {text}"
