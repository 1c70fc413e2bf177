"""The whole record, as of one moment."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction

from claims import exceptions, sql
from claims.models import PublishedCount
from claims.record import chain
from claims.record.verifying import pairing, parts, sharing

SIZE = 10_000
"""How many entries a part has: few, so that all processes have work until the end."""
MOST = 8
"""Processes; each takes a connection, of which others want some."""
BESIDE = ("standing_verified", "pairs_verified", "legend_verified", "twice_verified")


def verify(using: str = "record", *, processes: int = 0) -> tuple[int, str]:
    """Recompute the whole chain, and what is served of it; return the head's sequence and digest.

    Raises RecordBroken, which names the first thing that does not hold. All of it is read as of one
    moment, so that what is published meanwhile raises no false alarm. As many processes as there
    are cores share the work, unless `processes` says how many; within a transaction that has begun
    already there is one, as nobody else can see what it has written.
    """
    within = connections[using].in_atomic_block
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if not within:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT min(sequence), coalesce(max(sequence), 0) FROM record_publication")
        first, until = cursor.fetchone()
        if first is not None and first < 1:
            raise exceptions.RecordBroken(f"Entry {first} stands before entry 1.")
        every = [parts.Part(at, min(at + SIZE, until)) for at in range(0, until, SIZE)]
        several = 1 if within else min(processes or _cores(), len(every))
        return until, _verify(using, every, processes=several)


def _cores() -> int:
    return min(os.cpu_count() or 1, MOST)


def _verify(using: str, every: list[parts.Part], *, processes: int) -> str:
    pairs, wrong_pair = pairing.read(using)
    shared = sharing.alone(using, pairs)
    if processes > 1:
        shared = sharing.among(processes, using, pairs)
    with shared as checks:
        checked = checks(every)
        # PostgreSQL cannot read a contradiction that is no JSON, and is told before these.
        beside = [] if wrong_pair else [_row(using, name) for name in BESIDE]
        matching = _row(using, "matching_counted")
        found = _joined(checked, wrong_pair)
    if wrong_pair:
        raise wrong_pair
    # As many are not known as are retracted and not known: then these are the same claims.
    if matching != (found.unmatched, 0) or found.matched:
        beside.append(_row(using, "matching_verified"))
    for wrong in filter(None, beside):
        raise exceptions.RecordBroken(wrong[0])
    _verify_counts(using, found.counts)
    return found.head


def _joined(
    checked: Iterator[parts.Found], wrong_pair: exceptions.RecordBroken | None
) -> parts.Found:
    """Return what all parts say together. Raises what the first one finds."""
    every = parts.Found(chain.GENESIS, counts=defaultdict(Counter))
    for found in checked:
        if found.wrong:
            raise (wrong_pair if found.body else None) or exceptions.RecordBroken(found.wrong)
        every.head = found.head
        every.matched += found.matched
        every.unmatched += found.unmatched
        for facet, values in found.counts.items():
            every.counts[facet].update(values)
    return every


def _row(using: str, name: str) -> tuple[Any, ...] | None:
    """Return what a query says of what is beside the entries: of most, what does not hold."""
    with connections[using].cursor() as cursor:
        cursor.execute(sql.read(name))
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _verify_counts(using: str, counts: dict[str, Counter[str]]) -> None:
    rows = PublishedCount.objects.using(using).order_by().values_list("facet", "value", "claims")
    # Taken out one by one: what is left has no row.
    wrong = {row[:2] for row in rows.iterator() if counts[row[0]].pop(row[1], None) != row[2]}
    left = {(facet, value) for facet, values in counts.items() for value in values}
    # As text: one that lost its constraints may have no facet, or no value.
    for facet, value in sorted(wrong | left, key=str):
        raise exceptions.RecordBroken(
            f"The claims of the {facet} “{value}” are miscounted."
            " manage.py rebuild_search makes it anew."
        )
