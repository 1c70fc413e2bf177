"""The queue of claims to be compared. Workers share it; what a killed one had comes again.

Two steps, each a transaction: first a claim is indexed, then compared. Of two claims that two
workers have at once, the one that is compared later always finds the other.
"""

from collections.abc import Iterable
from contextlib import suppress

import pghistory
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from claims.desk.rivals import blocking, proposing, reading, renaming
from claims.models import Claim, Comparison, Review, SpellingChange

COMPARE = "rivals.compare"
BATCH = 200
"""How many claims are indexed, or compared, in one transaction."""
AT_ONCE = 4
"""How many workers share the queue at the most."""


def wake() -> None:
    """After this transaction, have the worker compare what waits. It looks by itself as well."""
    transaction.on_commit(call_worker, robust=True)


def call_worker() -> None:
    """Ask for as many jobs as the queue is worth."""
    jobs = -(-waiting() // BATCH) or int(SpellingChange.objects.exists())
    for number in range(min(AT_ONCE, jobs)):
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
    """Index the next claims that wait, and compare the next that are indexed, new ones first.

    Returns how many rows were taken, of the step that took more: none when all is done. What is
    taken and not finished waits again.
    """
    try:
        with pghistory.context(command=COMPARE):
            renaming.requeue()
            return max(_index(batch), _compare(batch))
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "40P01":
            raise
        return batch  # A deadlock with another worker: nothing was written, it comes again.


@transaction.atomic
def _index(batch: int) -> int:
    taken = _taken(batch, indexed=False)
    blocking.index(_live(taken.values()), reading.known_names())
    Comparison.objects.filter(pk__in=taken).update(indexed=True)
    return len(taken)


@transaction.atomic
def _compare(batch: int) -> int:
    taken = _taken(batch, indexed=True)
    asked = sorted(set(taken.values()))
    stand = proposing.standing(asked)
    pairs = blocking.candidates(asked) | stand.again()
    claims = {claim.pk: claim for claim in _live({pk for pair in pairs for pk in pair})}
    proposing.propose(
        [(claims[one], claims[other]) for one, other in pairs if {one, other} <= claims.keys()],
        reading.known_names(),
        stand,
    )
    Comparison.objects.filter(pk__in=taken).delete()
    return len(taken)


def _taken(batch: int, *, indexed: bool) -> dict[int, int]:
    """Lock the next rows that no other worker has; return the claim of each."""
    rows = Comparison.objects.filter(indexed=indexed).order_by("scan", "id")
    return dict(rows.select_for_update(skip_locked=True).values_list("pk", "claim")[:batch])


def _live(claims: Iterable[int]) -> QuerySet[Claim]:
    """Return those that somebody may still publish, with what is compared: not the declined."""
    reviews = Review.objects.filter(claim=OuterRef("pk")).exclude(state="declined")
    return Claim.objects.filter(Exists(reviews), pk__in=claims).only(*reading.FIELDS)
