"""The next chunk is looked at while one is merged. The wrong outcomes: what was foreseen is merged though
it holds no more, what the chunk before said is not known, a session that stays behind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pghistory
import pytest
from django.db import connection, connections, transaction

from claims import locks
from claims.models import EVENTS, Claim, Claimant, ClaimantAlias, ExternalReview
from tests import factories, loading
from tests.integration.test_loading_killed import wait

CHUNK = 5


def sessions(*, waiting):
    """How many sessions look at chunks: waiting for the lock of loading, or with one looked at."""
    with connection.cursor() as cursor:
        # Within a transaction, what others do would be read once.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND query LIKE %s AND state = %s",
            ["%pg_advisory_xact_lock%", "active"]
            if waiting
            else ["%gin_clean_pending_list%", "idle"],
        )
        return cursor.fetchone()[0]


@contextmanager
def held(folder, path, **options):
    """Hold the first chunk of a load until the second is foreseen and the block is done.

    Yields a list, which has the load's result afterwards.
    """
    done = []

    def load():
        try:
            with pghistory.context(command="load_claims"):
                return loading.load(folder, path, chunk=CHUNK, **options)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.LOADING])
            running = pool.submit(load)
            wait(lambda: sessions(waiting=True) == 1 and sessions(waiting=False) == 1)
            yield done
        done.append(running.result(timeout=60))


def numbered(folder, last, **cells):
    return loading.ndjson(folder, *(loading.claim(n, **cells) for n in range(1, last + 1)))


def test_next_chunk_is_looked_at_meanwhile_and_all_is_signed_as_one(committed_db, tmp_path):
    with held(tmp_path, numbered(tmp_path, 23)) as done:
        assert not Claim.objects.exists()
    assert done[0].code == 0
    assert Claim.objects.count() == 23
    contexts = EVENTS[Claim].objects.values_list("pgh_context__metadata", "pgh_context_id")
    assert len(set(map(str, contexts))) == 1
    assert contexts[0][0] == {"command": "load_claims"}


def test_claim_that_came_meanwhile_is_changed_and_not_made_again(committed_db, tmp_path):
    with held(tmp_path, numbered(tmp_path, 12)) as done:
        factories.claim(external_id="test:7", text="The desk was faster.", claimant=None)
    assert "11 new, 1 changed" in done[0].said
    assert Claim.objects.get(external_id="test:7").text == "The measure number 7 is in force."
    assert Claim.objects.count() == 12


def test_claimant_who_came_meanwhile_is_not_made_again(committed_db, tmp_path):
    path = numbered(tmp_path, 12, claimant="Joan Example", claimant_unknown=False)
    with held(tmp_path, path, make_claimants=True) as done:
        person = Claimant.objects.create(kind="person", name="Joan Example", key="somebody")
    assert done[0].code == 0
    assert Claimant.objects.get() == person
    assert Claim.objects.filter(claimant=person).count() == 12


def test_key_that_was_taken_meanwhile_is_not_taken_again(committed_db, tmp_path):
    path = numbered(tmp_path, 12, claimant="Joan Example", claimant_unknown=False)
    with held(tmp_path, path, make_claimants=True) as done:
        Claimant.objects.create(kind="person", name="Somebody else", key="joan-example")
    assert done[0].code == 0
    made = Claimant.objects.get(name="Joan Example")
    assert made.key.startswith("joan-example-")
    assert Claim.objects.filter(claimant=made).count() == 12


def test_claimant_who_went_meanwhile_is_missing(committed_db, tmp_path):
    person = factories.claimant("Joan Example")
    rows = [loading.claim(n) for n in range(1, 13)]
    rows[6] |= {"claimant": "Joan Example", "claimant_unknown": False}
    with held(tmp_path, loading.ndjson(tmp_path, *rows)) as done:
        person.delete()
    assert done[0].code == 3
    assert [(one["line"], one["reason"]) for one in done[0].refused] == [
        (7, "There is no such claimant.")
    ]
    assert Claim.objects.count() == 11


def test_claimant_whose_name_is_another_ones_meanwhile_gets_no_claim(committed_db, tmp_path):
    factories.claimant("Joan Example")
    path = numbered(tmp_path, 12, claimant="Joan Example", claimant_unknown=False)
    with held(tmp_path, path) as done:
        Claimant.objects.update(name="Jane Sample")
        other = Claimant.objects.create(kind="person", name="Joan Example", key="another")
    assert done[0].code == 0
    assert Claim.objects.filter(claimant=other).count() == Claim.objects.count() == 12


def test_claimant_whose_name_two_have_meanwhile_is_not_guessed(committed_db, tmp_path):
    factories.claimant("Joan Example")
    path = numbered(tmp_path, 12, claimant="Joan Example", claimant_unknown=False)
    with held(tmp_path, path) as done:
        Claimant.objects.create(kind="person", name="Joan Example", key="another")
    assert done[0].code == 1
    assert {one["reason"] for one in done[0].refused} == {"Several claimants have this name."}
    assert not Claim.objects.exists()


def test_alias_that_is_another_ones_meanwhile(committed_db, tmp_path):
    alias = ClaimantAlias.objects.create(claimant=factories.claimant("Jane Sample"), name="J.")
    other = factories.claimant("Joan Example")
    path = numbered(tmp_path, 12, claimant="J.", claimant_unknown=False)
    with held(tmp_path, path) as done:
        alias.claimant = other
        alias.save()
    assert done[0].code == 0
    assert Claim.objects.filter(claimant=other).count() == Claim.objects.count() == 12


@pytest.mark.parametrize("between", [1, 3, 6, 11, 16])
def test_row_knows_what_any_earlier_chunk_said(committed_db, tmp_path, between):
    rows = [loading.claim(n, **loading.review(n)) for n in range(between + 4)]
    # The same claim with a review of its own; then the same claim in other words.
    rows.insert(1 + between, rows[0] | loading.review(99))
    rows.insert(3 + between, rows[0] | {"text": "Other words."})
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows), chunk=CHUNK)
    assert [(one["line"], one["reason"]) for one in done.refused] == [
        (4 + between, "An earlier row says something else of this claim.")
    ]
    assert f"{between + 4} new, 0 changed, 0 as stored" in done.said
    assert Claim.objects.get(external_id="test:0").text == "The measure number 0 is in force."
    assert ExternalReview.objects.filter(claim__external_id="test:0").count() == 2


def test_refusals_come_in_the_order_of_the_file(committed_db, tmp_path):
    rows = [loading.claim(n) for n in range(1, 31)]
    for number in range(0, 30, 4):
        rows[number]["claim_date"] = "14 March"
    rows[9]["text"] = "\0"
    rows[11]["claimant"] = "Nobody"
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows), chunk=CHUNK)
    lines = [one["line"] for one in done.refused]
    assert [(line - 1) // CHUNK for line in lines] == sorted((line - 1) // CHUNK for line in lines)
    assert sorted(lines) == [1, 5, 9, 10, 12, 13, 17, 21, 25, 29]
    assert Claim.objects.count() == 20


def test_files_after_one_another_begin_anew(committed_db, tmp_path):
    first = loading.ndjson(tmp_path, *(loading.claim(n) for n in range(12)), name="one.ndjson")
    # Another file may say something else.
    other = [loading.claim(n, text="Other words.") for n in range(12)]
    second = loading.ndjson(tmp_path, *other, name="two.ndjson")
    done = loading.load(tmp_path, first, second, chunk=CHUNK)
    assert (done.code, done.refused) == (0, [])
    assert "12 new, 12 changed" in done.said
    assert set(Claim.objects.values_list("text", flat=True)) == {"Other words."}


def test_no_session_and_no_thread_stays(committed_db, tmp_path):
    before = threading.active_count()
    path = loading.file(tmp_path, "broken.csv", "external_id,nonsense\na,b\n")
    assert loading.load(tmp_path, numbered(tmp_path, 12), path, chunk=CHUNK).code == 3
    assert threading.active_count() == before
    # A session that ends is there for a moment.
    wait(lambda: others() == 0)


def others():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]
