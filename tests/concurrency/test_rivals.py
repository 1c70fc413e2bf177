"""Workers share the queue of comparisons. The wrong outcomes: a claim that nobody compares, a pair
that is proposed twice, a claim whose author waits for the worker."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from claims.desk.rivals import blocking, queue
from claims.models import Claim, Comparison, Contradiction
from tests import factories
from tests import server as web

HOLDERS = 24
PEOPLE = 1200
KILLS = 2
SCAN = """
import django; django.setup()
from claims.desk.rivals import queue
print("ready", flush=True)
input()
while queue.work(batch=10): print("batch", flush=True)
"""


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


def test_two_that_come_in_at_once_find_each_other(committed_db, monkeypatch):
    """Both workers look before either has finished: neither may miss what the other indexes."""
    for name in ("Justin Trudeau", "Mark Carney"):
        point = {"subject": "Canada", "property": "prime minister", "value": name}
        factories.claim(text=f"{name} it is.", **point)
    met = Barrier(2, timeout=20)
    look = blocking.candidates

    def looked(claims):
        found = look(claims)
        met.wait()
        return found

    monkeypatch.setattr(blocking, "candidates", looked)

    def one(_):
        try:
            return queue.work(batch=1)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(one, range(2))) == [1, 1]
    assert Contradiction.objects.count() == 1


def people():
    """Load three presidents for each country, as a bulk import does."""
    Claim.objects.bulk_create(
        Claim(
            text=f"Number {n}.",
            slug=f"c{n}",
            external_id=f"test:c{n}",
            claimant_unknown=True,
            subject=f"Country {n // 3}",
            property="president",
            value=f"Person{n} Name{n}",
        )
        for n in range(PEOPLE)
    )


def pairs():
    rows = Contradiction.objects.values_list("left__slug", "right__slug")
    return sorted(tuple(sorted(int(slug[1:]) for slug in pair)) for pair in rows)


@contextmanager
def scanning():
    """A worker in a process of its own, ready to `begin`; it says so after each batch."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCAN],
        cwd=web.ROOT,
        env=os.environ | web.databases() | {"DJANGO_SETTINGS_MODULE": "factcheck.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def begin(process):
    process.stdin.write(b"\n")
    process.stdin.flush()


def test_workers_that_are_killed_in_the_middle_change_nothing_of_the_end(committed_db):
    """kill -9, again and again, of one of two; the others go on where it was."""
    people()
    with ExitStack() as stack:
        steady, *others = [stack.enter_context(scanning()) for _ in range(1 + KILLS)]
        begin(steady)
        for doomed in others:
            begin(doomed)
            for _ in range(4):
                assert doomed.stdout.readline() == b"batch\n"
            time.sleep(0.02)  # into the next batch
            doomed.kill()
            assert queue.waiting() > 0
        assert steady.poll() is None
        steady.communicate(timeout=300)
        assert steady.returncode == 0
    assert queue.waiting() == 0
    numbers = range(0, PEOPLE, 3)
    assert pairs() == [pair for n in numbers for pair in ((n, n + 1), (n, n + 2), (n + 1, n + 2))]
