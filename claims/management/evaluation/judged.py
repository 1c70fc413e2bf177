"""What people said of proposed pairs: a table of pairs, the relation judged, and yes or no.

Tab-separated, with a head: one, other, relation, useful, why. A pair that is proposed under another
relation than the one that was judged counts as not judged.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FIELDS = ["one", "other", "relation", "useful", "why"]
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Share:
    """How many of some proposals were judged useful, and how many not."""

    useful: int
    useless: int
    unknown: int

    def __str__(self) -> str:
        left = f", {self.unknown} not judged" if self.unknown else ""
        return f"{self.useful} of {self.useful + self.useless} useful{left}"


class Judgements:
    """The answers by pair and relation."""

    def __init__(self, answers: dict[tuple[frozenset[str], str], bool] | None = None) -> None:
        self._answers = answers or {}

    def of(self, one: str, other: str, relation: str) -> bool | None:
        return self._answers.get((frozenset((one, other)), relation))

    def share(self, pairs: Iterable[tuple[str, str, str]]) -> Share:
        said = [self.of(*pair) for pair in pairs]
        return Share(said.count(True), said.count(False), said.count(None))


def read(file: Path) -> Judgements:
    """Read a table of judgements; a line that says neither yes nor no is named."""
    answers = {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if rows.fieldnames != FIELDS:
            raise ValueError(f"{file} begins with {rows.fieldnames}: it needs {FIELDS}.")
        for number, row in enumerate(rows, start=2):
            if row["useful"] not in ANSWERS:
                raise ValueError(
                    f"{file}, line {number}: “{row['useful']}” is no answer; write yes or no."
                )
            pair = frozenset((row["one"], row["other"]))
            answers[pair, row["relation"]] = ANSWERS[row["useful"]]
    return Judgements(answers)
