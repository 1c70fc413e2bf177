"""`make bench-record SIZE=1000000`: publishing, verifying and dumping a record of any size.

Fills a scratch database with SIZE claims (PUBLISHED=1: all of them published; else as many as at a
desk that has worked for a while), and measures, each in a process of its own for its memory:
`verify_record`, and every dump as the API makes it, into a file. Then claims are published, as the
desk does it. KEEP=1 leaves the database for the next run. Runs with other sizes add to
docs/benchmarks/record.tsv, from which the section of docs/benchmarks.md is written.
"""

import gc
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  needs the set-up above
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from claims.api.lasting import dumps  # noqa: E402
from claims.desk.review import workflow  # noqa: E402
from claims.record import published, verifying  # noqa: E402
from tests import desk_filling, factories, server  # noqa: E402
from tests.benchmarks import kept  # noqa: E402

DUMPS = {
    "record.ndjson": dumps.RecordDump,
    "claims.ndjson": dumps.ClaimsDump,
    "claims.csv": dumps.ClaimsTable,
    "datafeed.json": dumps.DataFeed,
}
SCANS = [
    ("verify_record", "verify_record"),
    # After a kept database was started, the first one reads what no cache has yet.
    ("verify_record", "verify_record, once more"),
    *zip(DUMPS, DUMPS, strict=True),
]
WARM, PUBLISHED = 5, int(os.environ.get("ROUNDS", "50"))
OURS = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
COLUMNS = [
    "claims",
    "what",
    "number",
    "a second",
    "of processor",
    "megabytes",
    "median ms",
    "95 % ms",
    "processor ms",
]


def scan(name):
    """Do one thing with the whole record; return how many entries, or claims, it went through."""
    if name == "verify_record":
        return verifying.verify()[0]
    head = published.head()
    made = dumps.Kept(dumps.in_pieces(DUMPS[name]().lines(head)))
    made.close()
    return head.sequence if name == "record.ndjson" else published.claims().count()


def used():
    """Return the seconds of processor that this process has used, and those it has waited for."""
    return sum(sum(resource.getrusage(whose)[:2]) for whose in OURS)


def measured(name):
    """Print what `scan` costs, as JSON. In a process of its own."""
    published.head()
    if name in DUMPS:
        gc.freeze()  # As factcheck.wsgi does.
    clock, processor = time.perf_counter(), used()
    number = scan(name)
    clock, processor = time.perf_counter() - clock, used() - processor
    most = max(resource.getrusage(whose).ru_maxrss for whose in OURS) / 1024
    print(json.dumps([number, round(number / clock), round(number / processor), round(most)]))


def in_a_process(name):
    made = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.record", name],
        env=os.environ | server.databases() | {"DJANGO_SETTINGS_MODULE": "tests.served_settings"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return [*json.loads(made.stdout), "", "", ""]


def publishing():
    """Return milliseconds of publishing one claim, and of approving and publishing it by two clicks."""
    alice, bob = (User.objects.get(username=name) for name in ("alice", "bob"))
    factories._number = itertools.count(time.time_ns())  # No name that the claims have by now.
    # As a web process does; the settings of tests keep none.
    connections[published.ALIAS].settings_dict["CONN_MAX_AGE"] = None
    client = Client()
    client.force_login(bob)
    alone, clicked = Times(), Times()
    for _ in range(WARM + PUBLISHED):
        approved = factories.approved(alice, bob)
        with alone.measured():
            workflow.publish(approved, by=bob)
    for _ in range(WARM + PUBLISHED):
        submitted = factories.submitted(alice)
        with clicked.measured():
            for action in ("approve", "publish"):
                answer = client.post(f"/admin/claims/review/{submitted.pk}/step/{action}/")
                assert answer.status_code == 302, answer.status_code
        submitted.refresh_from_db()
        assert submitted.state == "published"
    return alone, clicked


class Times:
    """Milliseconds by the clock and of processor, but for the first rounds, which fill caches."""

    def __init__(self):
        self.clock, self.used = [], []

    @contextmanager
    def measured(self):
        used, clock = time.process_time() + kept.backend_seconds(), time.perf_counter()
        yield
        self.clock.append(1000 * (time.perf_counter() - clock))
        self.used.append(1000 * (time.process_time() + kept.backend_seconds() - used))

    @property
    def cells(self):
        clock = self.clock[WARM:]
        within = statistics.quantiles(clock, n=20)[-1]
        middle = statistics.median(clock)
        return [round(middle, 1), round(within, 1), round(statistics.mean(self.used[WARM:]), 1)]


def measure(size):
    rows = []
    for name, what in SCANS:
        rows.append([size, what, *in_a_process(name)])
        print(*rows[-1], flush=True)
    for name, times in zip(("publish", "approve and publish"), publishing(), strict=True):
        rows.append([size, name, PUBLISHED, "", "", "", *times.cells])
        print(*rows[-1], flush=True)
    return rows


NOTE = """## The record

`make bench-record SIZE=…` on {cores} cores, the process and PostgreSQL on the same machine, whose load was {before:.1f}
before the last run and {after:.1f} after it. “Entries” and “claims” are what was gone through; “of processor” counts only
the seconds of processor that our processes used (`verify_record` has one for each core), which other work on the machine
lengthens less. Memory is the most that one of them held. Publishing is the whole step with its transaction, {published} times; “approve and publish” are the two requests
that the buttons send. The database of benchmarks does not wait for its disk (`fsync = off`).

The aims, at 1,000,000: verify more than 50,000 entries a second, a full dump more than 20,000 claims a second in less than
200 MB, publishing less than 50 ms.

| claims at the desk | | entries or claims | a second | a second of processor | memory | median | 95 % within | of processor |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


def report(rows, loads):
    def cell(row, name, unit=""):
        value = row[name]
        return f"{float(value):,.10g}{unit}" if value else ""

    lines = [
        f"| {cell(row, 'claims')} | {row['what']} | {cell(row, 'number')} | {cell(row, 'a second')}"
        f" | {cell(row, 'of processor')} | {cell(row, 'megabytes', ' MB')}"
        f" | {cell(row, 'median ms', ' ms')} | {cell(row, '95 % ms', ' ms')}"
        f" | {cell(row, 'processor ms', ' ms')} |"
        for row in sorted(rows, key=lambda row: (row["what"], int(row["claims"])))
    ]
    head = NOTE.format(cores=os.cpu_count(), before=loads[0], after=loads[1], published=PUBLISHED)
    kept.write("record", head + "\n".join(lines))


def main():
    size = int(os.environ.get("SIZE", "10000"))
    public = bool(os.environ.get("PUBLISHED"))
    states = desk_filling.PUBLIC if public else desk_filling.WORKING
    setup_test_environment()
    with kept.filled(size, states):
        before = os.getloadavg()[0]
        rows = measure(size)
    if public:
        rows = [[size, f"{what}, all published", *cells] for _, what, *cells in rows]
    every = kept.remember("record", COLUMNS, rows, size)
    report(every, (before, os.getloadavg()[0]))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measured(sys.argv[1])
    else:
        main()
