"""`make bench-desk SIZE=100000`: what each page of the desk costs, and that it does not grow.

Fills a scratch database, visits every page as an editor, fills it up to SIZE, and visits every page
again: queries at both sizes, and milliseconds in this process, answer and templates included. Writes
its section of docs/benchmarks.md.
"""

import gc
import os
import re
import statistics
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, connections  # noqa: E402  needs the set-up above
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from tests import desk_filling, desk_pages  # noqa: E402

SMALL = 1_000
ROUNDS = 3
GOAL = 300
"""Milliseconds."""
WORDS = {"common": "percent", "frequent": "babacor", "rare": "temtemtem", "two": "babacor bench:77"}
DOC = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HEAD, END = "\n<!-- desk: generated -->\n", "<!-- end of desk -->\n"


def visit(client, address):
    """Return queries, and milliseconds of each round after a first one that fills caches."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        b"".join(answer)
    queries = len(captured)
    assert answer.status_code == 200, (address, answer.status_code)
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.perf_counter()
        b"".join(client.get(address))
        times.append((time.perf_counter() - start) * 1000)
    return queries, times


def measure(client):
    return {name: visit(client, where) for name, where in desk_pages.every(client, WORDS).items()}


def line(name, small, large):
    cells = [f"{q} | {statistics.median(t):.0f} ({max(t):.0f})" for q, t in (small, large)]
    marks = []
    if small[0] != large[0]:
        marks.append("**grows**" if large[0] > small[0] else "fewer")
    if statistics.median(large[1]) > GOAL:
        marks.append("**slow**")
    return f"| {name} | {cells[0]} | {cells[1]} | {', '.join(marks)} |"


def table(small, large, size):
    head = f"| | queries, {SMALL:,} | ms | queries, {size:,} | ms | |"
    # The choices of a filter are named by what is there: only pages that both have are compared.
    names = sorted(set(small) & set(large), key=lambda name: -statistics.median(large[name][1]))
    rows = [line(name, small[name], large[name]) for name in names]
    return "\n".join([head, "| --- | --- | --- | --- | --- | --- |", *rows])


def write(result, size, count):
    note = (
        f"## The desk\n\n`make bench-desk SIZE={size}` on {os.cpu_count()} cores: all {count} pages of"
        f" the admin that an editor opens, with {SMALL:,} claims and with {size:,}. Queries, and"
        f" milliseconds of a whole answer in one process: median of {ROUNDS} (worst).\n\n"
    )
    before = DOC.read_text(encoding="utf-8") if DOC.exists() else "# Benchmarks\n"
    kept = re.sub(re.escape(HEAD) + ".*?" + re.escape(END), "", before, flags=re.DOTALL)
    DOC.write_text(f"{kept}{HEAD}{note}{result}\n{END}", encoding="utf-8")


def main():
    size = int(os.environ.get("SIZE", "100000"))
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "record"})
    try:
        client = Client()
        client.force_login(desk_filling.prepare().bob)
        figures = []
        for first, last in ((1, SMALL), (SMALL + 1, size)):
            desk_filling.fill(first, last)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            figures.append(measure(client))
        result = table(*figures, size)
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
    if not os.environ.get("DRY"):
        write(result, size, len(figures[1]))
    print(result)


if __name__ == "__main__":
    main()
