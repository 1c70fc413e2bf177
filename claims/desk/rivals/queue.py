"""The queue of claims to be compared. Workers share it; what a killed one had comes again."""

from contextlib import suppress

import pghistory
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from claims.desk.rivals import blocking, proposing, reading
from claims.models import Claim, Comparison, Review

COMPARE = "rivals.compare"
BATCH = 50
"""How many claims are compared in one transaction."""
AT_ONCE = 4
"""How many workers share the queue at the most."""


def wake() -> None:
    """After this transaction, have the worker compare what waits. It looks by itself as well."""
    transaction.on_commit(call_worker, robust=True)


def call_worker() -> None:
    """Ask for as many jobs as the queue is worth."""
    for number in range(min(AT_ONCE, -(-waiting() // BATCH))):
        job = app.configure_task(COMPARE, queueing_lock=f"{COMPARE}.{number}")
        with suppress(AlreadyEnqueued):
            job.defer()


def waiting(*, scan: bool | None = None) -> int:
    """Return how many rows wait; with `scan`, how many of a scan."""
    rows = Comparison.objects.all()
    return (rows if scan is None else rows.filter(scan=scan)).count()


def scan_all() -> int:
    """Have every claim compared; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_comparison (claim_id, scan) SELECT id, true FROM claims_claim"
        )
        return int(cursor.rowcount)


def work(batch: int = BATCH) -> int:
    """Compare the next claims that wait, new ones first; return how many rows were taken.

    One transaction: what is taken and not finished waits again.
    """
    try:
        with pghistory.context(command=COMPARE), transaction.atomic():
            return _work(batch)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "40P01":
            raise
        return batch  # A deadlock with another worker: nothing was written, it comes again.


def _work(batch: int) -> int:
    rows = Comparison.objects.order_by("scan", "id")
    taken = list(rows.select_for_update(skip_locked=True).values_list("pk", "claim")[:batch])
    asked = {claim for _, claim in taken}
    known = reading.known_names()
    claims = {claim.pk: claim for claim in _live().filter(pk__in=asked)}
    blocking.index(claims.values(), known)
    pairs = {
        tuple(sorted((claim, other)))
        for claim, others in blocking.candidates(list(claims)).items()
        for other in others
    } | {tuple(sorted(pair)) for pair in proposing.standing(claims)}
    others = {pk for pair in pairs for pk in pair} - claims.keys()
    claims |= {claim.pk: claim for claim in _live().filter(pk__in=others)}
    proposing.propose(
        [(claims[one], claims[other]) for one, other in pairs if {one, other} <= claims.keys()],
        known,
    )
    Comparison.objects.filter(pk__in=[pk for pk, _ in taken]).delete()
    return len(taken)


def _live() -> QuerySet[Claim]:
    """Claims that somebody may still publish: not those that were declined."""
    reviews = Review.objects.filter(claim=OuterRef("pk")).exclude(state="declined")
    return Claim.objects.filter(Exists(reviews))
