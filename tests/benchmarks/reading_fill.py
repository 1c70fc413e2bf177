"""Filling a scratch database for `make bench`: by SQL, a chunk at a time, indexes made at the end.

Each core has a session: what is made takes processor, and no session waits for another.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction

from claims.models import PublishedClaim, PublishedSearch
from tests import factories

SYLLABLES = [
    "ba,cor,den,fil,gan,hur,jol,kem", "lor,mis,nat,pel,quo,ras,tem,vin", "al,eb,ic,od,ut,im,af,op",
    "um,ex,in,ov,ar,esk,ol,ind,ak,un,or,ip,at,om,ul,eg",
]  # fmt: skip
HERE = Path(__file__).parent
CHUNK = 20_000
PHRASES = 200_000
TABLES = (
    "claims_publisher", "claims_claimant", "claims_article", "claims_source", "claims_claim",
    "claims_appearance", "claims_review", "claims_evidence", "record_publication", "record_claim",
    "record_word", "record_search", "record_count",
)  # fmt: skip
INDEXES = """
SELECT quote_ident(index.relname), pg_get_indexdef(index.oid)
FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique
"""

REFERENCES = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])
"""


def word(n):
    """Return word n of the filling: see reading_fill.sql."""
    parts = [part.split(",") for part in SYLLABLES]
    return "".join(
        part[n >> shift & len(part) - 1] for part, shift in zip(parts, (0, 3, 6, 9), strict=True)
    )


def fill(size):
    """Make `size` published claims, unless they are there."""
    if PublishedClaim.objects.count() == size == PublishedSearch.objects.count():
        return
    if PublishedClaim.objects.exists():
        raise RuntimeError(f"bench_{size} is half full: drop that database, or run without KEEP.")
    start = time.monotonic()

    def say(what):
        print(
            f"\r\x1b[K{what}, {time.monotonic() - start:.0f} s ",
            end="",
            file=sys.stderr,
            flush=True,
        )

    factories.cast()
    factories.rating("false")
    with connection.cursor() as cursor:
        _aside(cursor, "DISABLE")
        cursor.execute(INDEXES, [list(TABLES)])
        indexes = cursor.fetchall()
        cursor.execute(REFERENCES, [list(TABLES)])
        references = cursor.fetchall()
        for table, name, _ in references:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(
            (HERE / "reading_fill.sql").read_text(encoding="utf-8"),
            {"phrases": min(size, PHRASES)},
        )
        _claims(size, say)
        cursor.execute("DROP SCHEMA bench CASCADE")
        cursor.execute("ALTER TABLE record_search ENABLE ALWAYS TRIGGER count_new")
        cursor.execute("SELECT record_rebuild_search_v1()")
        say("search is made")
        _at_once([(definition, None) for _, definition in indexes], say, "indexes")
        for table, name, definition in references:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        _aside(cursor, "ENABLE ALWAYS")
        cursor.execute("RESET ALL")
        cursor.execute("VACUUM (ANALYZE)")
    say(f"{size:,} claims are made")
    print(file=sys.stderr)


def _aside(cursor, how):
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} {how.split()[0]} TRIGGER USER")
        if how == "ENABLE ALWAYS":
            cursor.execute(
                "SELECT quote_ident(tgname) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _claims(size, say):
    chunk = (HERE / "reading_fill_chunk.sql").read_text(encoding="utf-8")
    places = [
        {"first": first, "last": min(first + CHUNK - 1, size), "size": size}
        for first in range(1, size + 1, CHUNK)
    ]
    _at_once([(chunk, place) for place in places], say, f"chunks of {CHUNK:,} claims")


def _at_once(statements, say, what):
    """Run statements, each with its values, in as many sessions as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as sessions:
        for n, _ in enumerate(sessions.map(_alone, statements)):
            say(f"{n + 1} of {len(statements)} {what}")


def _alone(given):
    """Run a statement on a connection of its own, in a transaction of its own."""
    with closing(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(*given)
