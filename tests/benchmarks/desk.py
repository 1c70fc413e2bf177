"""`make bench-desk SIZE=1000000`: what each page of the desk costs with so many claims.

Fills a scratch database and visits every page as an editor: queries, milliseconds of a whole answer
by the clock, templates included, and of processor, this process's and its PostgreSQL's, as other
work on the machine lengthens the one more than the other. KEEP=1 leaves the database for the next
run. Runs with other sizes add to docs/benchmarks/desk.tsv, from which the section of
docs/benchmarks.md is written.
"""

import gc
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  needs the set-up above
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from tests import desk_pages  # noqa: E402
from tests.benchmarks import kept  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "3"))
GOAL = 300
"""Milliseconds."""
WORDS = {
    "common": "percent",
    "frequent": "bakbakcor",
    "rare": "temtemtem",
    "two": "bakbakcor bench:77",
}
COLUMNS = ["claims", "page", "queries", "median ms", "worst ms", "processor ms"]
SHOWN = (
    "my day", "board", "board, surest", "repetitions", "picture", "reviews", "reviews, search rare",
    "claims, search two", "claims, topic: topic-0", "contradictions, search common", "re-reviews",
    "webhook deliveries", "publications", "claim, change", "review submitted, change",
)  # fmt: skip
"""The pages whose growth is shown."""


def visit(client, address):
    """Return queries, and of each round after one that fills caches: milliseconds, and of processor."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        b"".join(answer)
    queries = len(captured)  # The next request forgets them.
    assert answer.status_code == 200, (address, answer.status_code)
    times, used = [], 0.0
    for _ in range(ROUNDS):
        gc.collect()
        # After it: what it takes is no part of the page.
        before, start = time.process_time() + kept.backend_seconds(), time.perf_counter()
        b"".join(client.get(address))
        times.append((time.perf_counter() - start) * 1000)
        used += time.process_time() + kept.backend_seconds() - before
    return queries, times, 1000 * used / ROUNDS


def measure(client, size):
    """Return a row for each page, in the order of COLUMNS."""
    rows = []
    for name, where in desk_pages.every(client, WORDS).items():
        queries, times, used = visit(client, where)
        middle = statistics.median(times)
        rows.append([size, name, queries, round(middle), round(max(times)), round(used)])
    return rows


def numbers(rows, column):
    return [int(row[column]) for row in rows if row[column]]


def summary(rows):
    """Return one line for each size: how many pages, and how long they take."""
    sizes = sorted({int(row["claims"]) for row in rows})
    lines = [
        "| claims | pages | median | 95 % within | longest | over 300 ms | over 300 ms of processor |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for size in sizes:
        of = [row for row in rows if int(row["claims"]) == size]
        times, used = numbers(of, "median ms"), numbers(of, "processor ms")
        within = statistics.quantiles(times, n=20)[-1]
        lines.append(
            f"| {size:,} | {len(of)} | {statistics.median(times):.0f} ms | {within:.0f} ms |"
            f" {max(times)} ms | {sum(t > GOAL for t in times)} | {sum(t > GOAL for t in used) if used else ''} |"
        )
    return "\n".join(lines)


def longest(rows):
    """Return the ten pages that take longest with the most claims."""
    most = max(int(row["claims"]) for row in rows)
    of = sorted(
        (row for row in rows if int(row["claims"]) == most), key=lambda r: -int(r["median ms"])
    )
    lines = [
        f"| the ten longest with {most:,} claims | queries | ms | of processor |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {r['page']} | {r['queries']} | {r['median ms']} | {r['processor ms']} |"
        for r in of[:10]
    ]
    return "\n".join(lines)


def growth(rows):
    """Return queries and milliseconds of the chosen pages, by size."""
    sizes = sorted({int(row["claims"]) for row in rows})
    found = {(row["page"], int(row["claims"])): row for row in rows}
    head = "| queries; ms | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    lines = [head, "| --- |" + " --- |" * len(sizes)]
    for page in SHOWN:
        cells = [found.get((page, size)) for size in sizes]
        told = [
            "; ".join(filter(None, (row["queries"], row["median ms"]))) if row else ""
            for row in cells
        ]
        lines.append(f"| {page} | " + " | ".join(told) + " |")
    return "\n".join(lines)


def report(rows, loads):
    kept.write("desk", (
        f"## The desk\n\n`make bench-desk SIZE=…` on {os.cpu_count()} cores: all pages of the admin that an editor"
        " opens, with their filters, searches and orders. Milliseconds are those of a whole answer in one process,"
        " the median of some rounds; “of processor” is what this process and its PostgreSQL used, as other work on"
        f" the machine lengthens the rest. Its load was {loads[0]:.1f} before the last run and {loads[1]:.1f} after it"
        f" (2 is busy). “Rare” asks for {WORDS['rare']}, one syllable over and over, which is the worst for an index"
        " of three letters each: a hundred claims look like it for one that has it. Every page is a line of"
        f" [benchmarks/desk.tsv](benchmarks/desk.tsv).\n\n{summary(rows)}\n\n"
        f"{longest(rows)}\n\n{growth(rows)}"
    ))  # fmt: skip


def main():
    size = int(os.environ.get("SIZE", "100000"))
    setup_test_environment()
    with kept.filled(size):
        before = os.getloadavg()[0]
        client = Client()
        client.force_login(User.objects.get(username="bob"))
        rows = measure(client, size)
    every = kept.remember("desk", COLUMNS, rows, size)
    report(every, (before, os.getloadavg()[0]))


if __name__ == "__main__":
    main()
