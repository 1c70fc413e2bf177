"""Data of CheckThat! 2022, task 2: reviewed claims, queries, and the claims that answer them."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Queries:
    """One split: what was asked, and the keys of the claims that answer it."""

    texts: dict[str, str]
    right: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Reviewed:
    """A claim that was reviewed: its text, the title of the review, when it was said as printed."""

    key: str
    text: str
    title: str
    stated: str = ""


def reviewed(folder: Path) -> list[Reviewed]:
    """Read claims.tsv or claims.ndjson of `folder`."""
    table, lines = folder / "claims.tsv", folder / "claims.ndjson"
    if table.is_file():
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            return [Reviewed(row["claim_id"], row["claim"], row["title"]) for row in rows]
    if lines.is_file():
        read = map(json.loads, lines.read_text(encoding="utf-8").splitlines())
        return [
            Reviewed(row["id"], row["claim"], row["title"], row.get("stated", "")) for row in read
        ]
    raise FileNotFoundError(
        f"{folder} has neither claims.tsv nor claims.ndjson: give a folder of CheckThat! data."
    )


def queries(folder: Path, split: str) -> Queries:
    """Read the queries of a split and their answers; what nothing answers is left out."""
    right: dict[str, set[str]] = {}
    for query, claim in _pairs(folder / f"{split}.qrels.tsv"):
        right.setdefault(query, set()).add(claim)
    texts = {key: text for key, text in _pairs(folder / f"{split}.queries.tsv") if key in right}
    return Queries(texts, {key: frozenset(right[key]) for key in texts})


def _pairs(file: Path) -> Iterator[tuple[str, str]]:
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: give a folder that has it.")
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) >= 2 and fields[0] != "query_id":
                yield fields[0], fields[1]
