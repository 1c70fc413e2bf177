"""`SIZE=1000000 python -m tests.benchmarks.loading_growth`: does a load stay as quick as it begins?

One file of SIZE rows, a claim and a review of another publisher each, loaded by `manage.py
load_claims` as a process of its own into an empty desk. At each tenth: rows a second since the one
before, and the most memory that the process has had. Then the same file once more, unchanged.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from tests import server
from tests.benchmarks import loading, reading  # set Django up
from tests.loading import peak

HEAD, END = "<!-- loading growth: generated -->", "<!-- end of loading growth -->"
TENTHS = 10
LOOK = 0.2
"""Seconds between two looks."""


def started(path):
    return subprocess.Popen(
        [sys.executable, "manage.py", "load_claims", str(path)],
        cwd=server.ROOT,
        env=os.environ | server.databases() | {"DJANGO_SETTINGS_MODULE": "tests.served_settings"},
        stdout=subprocess.DEVNULL,
    )


def loaded():
    """How many ids of claims were taken: counting rows would be work beside the load."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM claims_claim_id_seq"
        )
        return cursor.fetchone()[0]


def growth(path, size):
    """Return a line for each tenth: rows, seconds, rows a second, MB at the most so far."""
    process, lines = started(path), []
    rows, since = 0, time.perf_counter()
    most = 0
    while process.poll() is None:
        time.sleep(LOOK)
        most = max(most, peak(process.pid))
        now, count = time.perf_counter(), loaded()
        if count - rows >= size // TENTHS or count == size > rows:
            lines.append((count, now - since, (count - rows) / (now - since), most))
            print(f"{count:,}: {lines[-1][2]:,.0f} rows/s, {most:.0f} MB", flush=True)
            rows, since = count, now
    assert process.returncode == 0
    return lines


def table(lines):
    said = ["| rows in the desk | s | rows/s | memory, MB |", "| --- | --- | --- | --- |"]
    said += [
        f"| {rows:,} | {took:.0f} | {rate:,.0f} | {mb:.0f} |" for rows, took, rate, mb in lines
    ]
    return "\n".join(said)


def measure(folder, size):
    loading.write_files(folder, size)
    (folder / "rows.ndjson").unlink()
    before, start = os.getloadavg()[0], time.perf_counter()
    lines = growth(folder / "rows.csv", size)
    took = time.perf_counter() - start
    assert loading.Claim.objects.count() == size
    start = time.perf_counter()
    assert started(folder / "rows.csv").wait() == 0
    again = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        disk = cursor.fetchone()[0]
    return (
        f"### A file of {size:,} rows\n\n`SIZE={size} python -m tests.benchmarks.loading_growth` on"
        f" {os.cpu_count()} cores: `load_claims` into an empty desk, history on. {took:,.0f} s in all; the"
        f" database takes {disk}. The same file again, unchanged: {again:,.0f} s, {size / again:,.0f}"
        f" rows/s. The machine's load was {before:.1f} before and {os.getloadavg()[0]:.1f} after.\n\n"
        + table(lines)
    )


def main():
    size = int(os.environ.get("SIZE", "100000"))
    for alias in settings.DATABASES:
        connections[alias].settings_dict["TEST"]["NAME"] = "bench_loading_growth"
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "record"})
    try:
        with tempfile.TemporaryDirectory() as name:
            text = measure(Path(name), size)
        print(text)
        reading.write(HEAD, text, END)
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
