"""A filled scratch database, kept for the next run if KEEP=1, and what was measured in docs/."""

import csv
import os
import re
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from claims.models import Claim
from tests import desk_filling
from tests.database import wipe

DOCS = Path(__file__).parents[2] / "docs"
DOC = DOCS / "benchmarks.md"
TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def filled(size, states=desk_filling.WORKING):
    """Set up a database of `size` claims; one that was kept is filled anew where its size differs."""
    keep = bool(os.environ.get("KEEP"))
    made = setup_databases(
        verbosity=0, interactive=False, aliases={"default", "record"}, keepdb=keep,
        serialized_aliases=set(),
    )  # fmt: skip
    try:
        if not Claim.objects.filter(external_id=f"bench:{size}").exists() or _larger(size):
            wipe()
            desk_filling.prepare()
            desk_filling.fill(1, size, states)
        yield
    finally:
        connections.close_all()
        if not keep:
            teardown_databases(made, verbosity=0)


def _larger(size):
    return Claim.objects.filter(external_id=f"bench:{size + 1}").exists()


def backend_seconds():
    """Return the seconds of processor that the backend of the default connection has used."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def remember(name, columns, rows, size):
    """Put the rows of this size into docs/benchmarks/NAME.tsv, in place of those before; return all.

    The first column is the size.
    """
    path = DOCS / "benchmarks" / f"{name}.tsv"
    path.parent.mkdir(exist_ok=True)
    before = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            before = [
                row for row in csv.DictReader(file, delimiter="\t") if row["claims"] != str(size)
            ]
    found = [dict(zip(columns, map(str, row), strict=True)) for row in rows]
    every = sorted(before + found, key=lambda row: int(row["claims"]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(every)
    return every


def write(name, text):
    """Write a section of docs/benchmarks.md anew."""
    head, end = f"\n<!-- {name}: generated -->\n", f"<!-- end of {name} -->\n"
    before = DOC.read_text(encoding="utf-8")
    kept = re.sub(re.escape(head) + ".*?" + re.escape(end), "", before, flags=re.DOTALL)
    DOC.write_text(f"{kept}{head}{text}\n{end}", encoding="utf-8")
