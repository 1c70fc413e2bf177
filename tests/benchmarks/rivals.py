"""How long a scan for contradictions takes, and a new claim: `python -m tests.benchmarks.rivals`.

    python -m tests.benchmarks.rivals FOLDER 10000 30000

FOLDER is that of the public evaluation data: the texts of its reviewed claims are loaded, as many
as each size says, into a database of the tests. Prints seconds, claims per second, the median time
of one new claim, and what was proposed; with `--proposals N`, the first N proposals.
"""

import argparse
import csv
import json
import os
import statistics
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402  needs the set-up above
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from rich.progress import track  # noqa: E402

from claims.desk import board  # noqa: E402
from claims.desk.rivals import queue  # noqa: E402
from claims.models import Claim, Comparison, Contradiction, Repetition  # noqa: E402

BATCH = 1000
NEW = 50
"""How many claims come in one by one, after the scan."""


def texts(folder):
    """Yield the texts of reviewed claims: PolitiFact's, then Snopes'."""
    with (folder / "politifact" / "claims.ndjson").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["claim"]
    with (folder / "matching" / "claims.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row[1]


def load(found, known):
    for start in track(range(0, len(found), BATCH), description="loading"):
        Claim.objects.bulk_create(
            Claim(text=text, slug=f"c{n}", external_id=f"bench:{n}", claimant_unknown=True)
            for n, text in enumerate(found[start : start + BATCH], start=known + start)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def scan():
    """Compare all that waits, in this process alone; return the seconds."""
    total, start = queue.waiting(), time.perf_counter()
    for _ in track(range(-(-total // queue.BATCH)), description="scanning"):
        queue.work()
    while queue.work():
        pass
    return time.perf_counter() - start


def one_by_one(found, known):
    """Return the median seconds in which a new claim has its rivals."""
    seconds = []
    for n, text in enumerate(found, start=known):
        Claim.objects.create(text=text, slug=f"c{n}", external_id=f"b:{n}", claimant_unknown=True)
        start = time.perf_counter()
        queue.work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def show(most):
    for row in board.ordered(Contradiction.objects.select_related("left", "right"), "surest")[
        :most
    ]:
        print(
            f"{row.score:.2f} {row.kind} {row.relation}\n  {row.left.text}\n  {row.right.text}",
            flush=True,
        )
    for row in Repetition.objects.order_by("-score", "pk")[:most]:
        print(f"{row.score:.2f} repeats\n  {row.of.text}\n  {row.claim.text}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--proposals", type=int, default=0)
    asked = parser.parse_args()
    every = list(texts(asked.folder))
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "record"})
    try:
        known = 0
        for size in sorted(asked.sizes):
            load(every[known:size], known)
            known = size
            Comparison.objects.all().delete()
            queue.scan_all()
            seconds = scan()
            new = one_by_one(every[-NEW:], 10_000_000 + size)
            print(
                f"{size} claims: {seconds:.0f} s, {size / seconds:.0f} claims a second;"
                f" a new claim {1000 * new:.0f} ms;"
                f" {Contradiction.objects.count()} contradictions,"
                f" {Repetition.objects.count()} repetitions proposed",
                flush=True,
            )
            show(asked.proposals)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
