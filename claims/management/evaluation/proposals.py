"""What is proposed of the five articles' claims, held against what their readers noted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from claims.language.statements import comparing, names, ranking
from claims.language.statements.findings import Finding
from claims.language.statements.statement import Statement

NOTED = [f"C{number}" for number in range(1, 15)]
"""The contradictions that are counted; further ones are tensions."""


@dataclass(frozen=True)
class Proposal:
    """Two claims of the fixtures, what was found, and where readers noted the pair."""

    left: str
    right: str
    finding: Finding
    point: tuple[str, str]
    noted: tuple[str, ...]

    def __str__(self) -> str:
        noted = ", ".join(self.noted) or "—"
        found = self.finding
        return f"{found.score:.2f}  {found.kind:8} {found.relation:20} {noted:8} {found.reason}"


def proposed(fixtures: Path, *, given: bool = True) -> list[Proposal]:
    """Compare the claims of the fixtures, with the points that they have, or with proposed ones."""
    statements = _statements(fixtures, given=given)
    known = names.Names(_aliases(fixtures))
    noted = _noted(fixtures)
    found = [
        Proposal(
            left, right, finding, _point(statements[left]), noted.get(frozenset((left, right)), ())
        )
        for left, right in combinations(statements, 2)
        if (finding := comparing.compare(statements[left], statements[right], known))
    ]
    against = [one for one in found if not one.finding.same]
    return ranking.ranked(against, lambda one: one.finding.score, lambda one: one.point)


def report(fixtures: Path) -> Iterator[str]:
    """Print the first 30, and which of C1 to C14 are found among the first 10 and 30."""
    for given in (True, False):
        rows = proposed(fixtures, given=given)
        yield f"{len(rows)} proposals, with points {'as written' if given else 'as proposed'}:"
        for number, row in enumerate(rows[:30], start=1):
            yield f"{number:3}  {row}"
        for first in (10, 30):
            found = covered(rows[:first])
            noted = sum(bool(row.noted) for row in rows[:first])
            yield (
                f"First {first}: {noted} of {len(rows[:first])} noted by readers;"
                f" {len(found)} of C1–C14: {' '.join(found)}"
            )


def covered(rows: list[Proposal]) -> list[str]:
    """Return which of C1 to C14 these proposals find."""
    found = {reference for row in rows for reference in row.noted}
    return [reference for reference in NOTED if reference in found]


def _rows(fixtures: Path, name: str, model: str) -> list[dict[str, Any]]:
    rows = json.loads((fixtures / f"{name}.json").read_text(encoding="utf-8"))
    return [row["fields"] for row in rows if row["model"] == f"claims.{model}"]


def _statements(fixtures: Path, *, given: bool) -> dict[str, Statement]:
    return {
        row["external_id"]: Statement(
            row["text"], **(_written(row) if given else {}), said_on=_day(row["claim_date"])
        )
        for row in _rows(fixtures, "claims", "claim")
    }


def _written(row: dict[str, Any]) -> dict[str, Any]:
    words = {name: row[name] for name in ("subject", "property", "value", "unit")}
    return words | {name: _day(row[name]) for name in ("valid_from", "valid_to")}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _aliases(fixtures: Path) -> dict[str, str]:
    people = {row["key"]: row["name"] for row in _rows(fixtures, "claimants", "claimant")}
    rows = _rows(fixtures, "claimants", "claimantalias")
    return {row["name"]: people[row["claimant"][0]] for row in rows}


def _noted(fixtures: Path) -> dict[frozenset[str], tuple[str, ...]]:
    rows = _rows(fixtures, "contradictions", "contradiction")
    return {frozenset((row["left"][0], row["right"][0])): tuple(row["references"]) for row in rows}


def _point(statement: Statement) -> tuple[str, str]:
    return statement.point.subject.lower(), statement.point.property.lower()
