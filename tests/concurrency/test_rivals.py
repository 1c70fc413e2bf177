"""Workers share the queue of comparisons. The wrong outcomes: a claim that nobody compares, a pair
that is proposed twice, a claim whose author waits for the worker."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from claims.desk.rivals import queue
from claims.models import Claim, Comparison, Contradiction
from tests import factories

HOLDERS = 24


def holders():
    for number in range(HOLDERS):
        point = {"subject": f"Country {number // 2}", "property": "president"}
        factories.claim(text=f"Number {number}.", value=f"Person{number} Name{number}", **point)


def drain(_):
    try:
        taken = 0
        while done := queue.work(batch=3):
            taken += done
        return taken
    finally:
        connections.close_all()


def test_two_workers_compare_every_claim_once_between_them(committed_db):
    holders()
    queue.scan_all()
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(drain, range(2)))
    # One that met a deadlock says so as a batch of its own and comes again: never less than all.
    assert sum(taken) >= 2 * HOLDERS
    assert not Comparison.objects.exists()
    rows = Contradiction.objects.values_list("left__subject", "right__subject")
    assert sorted(rows) == sorted({(f"Country {n}",) * 2 for n in range(HOLDERS // 2)})


def test_worker_that_dies_leaves_what_it_had_to_the_next(committed_db):
    holders()

    def die():
        with transaction.atomic():
            assert queue.work() == HOLDERS
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        die()
    assert queue.waiting() == HOLDERS
    assert drain(0) == HOLDERS
    assert Contradiction.objects.count() == HOLDERS // 2


def test_whoever_saves_a_claim_does_not_wait_for_the_worker(committed_db):
    holders()
    with transaction.atomic():
        queue.work()

        def save(_):
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '2s'")
                return Claim.objects.update(text="Something else is said now.")
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            assert list(pool.map(save, range(1))) == [HOLDERS]
    assert queue.waiting() == HOLDERS
