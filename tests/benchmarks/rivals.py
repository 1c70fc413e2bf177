"""How long a scan for contradictions takes, and a new claim: `python -m tests.benchmarks.rivals`.

    python -m tests.benchmarks.rivals FOLDER 10000 30000 --workers 2

FOLDER is that of the public evaluation data: the texts of its reviewed claims are loaded, as many
as each size says, into a database of the tests. What is larger than the data (about 33,000 claims) is
filled with the same claims, changed: numbers are others, and so are the words that few claims have
(names, mostly), anew in each copy. So common words become as common as they would be, and rare
ones stay rare; that a copy repeats its original is no rival. With `--vectors` each claim has its
vector before the scan; making them takes most of the time.

Prints seconds, claims per second, the processor time of the workers, the time of a new claim, and
what was proposed; with `--proposals N`, the first N proposals.
"""

import argparse
import csv
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from itertools import count
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402  needs the set-up above
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from rich.progress import track  # noqa: E402

from claims.desk.contradictions import board  # noqa: E402
from claims.desk.rivals import queue  # noqa: E402
from claims.models import Claim, Comparison, Contradiction, Repetition  # noqa: E402
from claims.record import filling  # noqa: E402
from tests import server  # noqa: E402

BATCH = 1000
NEW = 100
"""How many claims come in one by one, after the scan."""
RARE = 20
"""Words that so many claims have, or fewer, are others in each copy."""
WORD = re.compile(r"[^\W\d_]+|\d+")
WORKER = """
import django; django.setup()
from claims.desk.rivals import queue
while queue.work(): pass
"""


def texts(folder):
    """Yield the texts of reviewed claims: PolitiFact's, then Snopes'."""
    with (folder / "politifact" / "claims.ndjson").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["claim"]
    with (folder / "matching" / "claims.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row[1]


def copies(real):
    """Yield the real texts, and then changed ones without end."""
    yield from real
    often = Counter(word for text in real for word in {word.lower() for word in WORD.findall(text)})
    for copy in count(1):
        yield from (_changed(text, often, copy) for text in real)


def _changed(text, often, copy):
    suffix = "".join(chr(ord("a") + int(digit)) for digit in str(copy))

    def word(match):
        if match[0].isdecimal():
            return str(int(match[0]) + copy)
        return match[0] + suffix if often[match[0].lower()] <= RARE else match[0]

    return WORD.sub(word, text)


def load(found, known):
    for start in track(range(0, len(found), BATCH), description="loading"):
        Claim.objects.bulk_create(
            Claim(text=text, slug=f"c{n}", external_id=f"bench:{n}", claimant_unknown=True)
            for n, text in enumerate(found[start : start + BATCH], start=known + start)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def scan(workers):
    """Compare all that waits, by so many processes; return the seconds, and their processor's."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    settings = {"DJANGO_SETTINGS_MODULE": "factcheck.settings"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER], env=os.environ | server.databases() | settings
        )
        for _ in range(workers)
    ]
    for process in processes:
        if process.wait():
            raise SystemExit("A worker failed.")
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, used


def one_by_one(found, known):
    """Return the seconds in which each new claim has its rivals."""
    seconds = []
    for n, text in enumerate(found, start=known):
        Claim.objects.create(text=text, slug=f"c{n}", external_id=f"b:{n}", claimant_unknown=True)
        start = time.perf_counter()
        queue.work()
        seconds.append(time.perf_counter() - start)
    return seconds


def measure(size, asked):
    Comparison.objects.all().delete()
    if asked.vectors:
        start = time.perf_counter()
        filling.fill_all(most=size)
        print(f"{size} claims: vectors in {time.perf_counter() - start:.0f} s", flush=True)
        Comparison.objects.all().delete()
    queue.scan_all()
    seconds, used = scan(asked.workers)
    new = one_by_one([asked.new.pop() for _ in range(NEW)], 1000 * NEW * size)
    print(
        f"{size} claims: {seconds:.0f} s, {size / seconds:.0f} claims a second by"
        f" {asked.workers} workers ({1000 * used / size:.1f} ms of processor a claim, without"
        f" PostgreSQL's); a new claim {1000 * statistics.median(new):.0f} ms,"
        f" 95 % within {1000 * statistics.quantiles(new, n=20)[-1]:.0f} ms;"
        f" {Contradiction.objects.count()} contradictions,"
        f" {Repetition.objects.count()} repetitions proposed; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    show(asked.proposals)


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
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--vectors", action="store_true")
    parser.add_argument("--proposals", type=int, default=0)
    asked = parser.parse_args()
    real = list(texts(asked.folder))
    kept = NEW * len(asked.sizes)
    asked.new = real[-kept:]
    every = copies(real[:-kept])
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "record"})
    try:
        known = 0
        for size in sorted(asked.sizes):
            load([next(every) for _ in range(size - known)], known)
            known = size
            measure(size, asked)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
