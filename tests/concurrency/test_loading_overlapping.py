"""A chunk begins while the one before is still being written. The wrong outcomes: a claim or a slug twice,
a chunk that is not there though the next one is, a load that stands still, a review whose rating means
what it no longer means."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pghistory
from django.db import OperationalError, connection, connections, transaction

from claims import locks
from claims.models import EVENTS, Claim, Claimant, ExternalReview, ForeignRating
from tests import factories, loading
from tests.concurrency.test_loading_ahead import sessions
from tests.integration.test_loading_killed import wait

CHUNK = 5
CHECKING = "%SET CONSTRAINTS ALL IMMEDIATE%"
"""What a chunk does at its end."""
ENDING = f"%pg_advisory_xact_lock_shared({locks.ENDING}%"
"""Waiting for the end of the chunk before."""


def waiting(doing, event="transactionid"):
    """How many sessions wait in this statement, and for such a lock."""
    with connection.cursor() as cursor:
        # Within a transaction, what others do would be read once.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND query LIKE %s AND state = 'active' AND wait_event_type = 'Lock' AND wait_event = %s",
            [doing, event],
        )
        return cursor.fetchone()[0]


def apart(work):
    try:
        with pghistory.context(command="load_claims"):
            return work()
    finally:
        connections.close_all()


@contextmanager
def held(until, folder, *rows, **options):
    """Hold all chunks but the first at their end until `until` holds and the block is done.

    Yields a list, which has the load's result afterwards.
    """
    done = []
    rating = factories.foreign_rating(text="Half right").rating
    with running(until, folder, *rows, locked=rating, **options) as load:
        yield done
    done.append(load.result(timeout=60))


@contextmanager
def running(until, folder, *rows, locked, **options):
    """Hold each chunk that names what is `locked` at its end; yield the load, which goes on then."""
    path = loading.ndjson(folder, *rows)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        with connection.cursor() as cursor:
            # Keys are checked at the end: that this is there, too.
            cursor.execute(
                f"SELECT FROM {locked._meta.db_table} WHERE id = %s FOR UPDATE", [locked.pk]
            )
        load = pool.submit(apart, lambda: loading.load(folder, path, chunk=CHUNK, **options))
        wait(until)
        yield load


def rows_of(last, **cells):
    """Rows of which those after the first chunk have a rating that the desk knows."""
    return [
        loading.claim(
            n, **loading.review(n, review_rating="Half right" if n > CHUNK else "So"), **cells
        )
        for n in range(1, last + 1)
    ]


def two_are_written():
    return waiting(CHECKING) == 2


def one_waits_for_the_other():
    return waiting(CHECKING) == waiting("%The claims that the checks have left%") == 1


def one_waits_behind_the_other():
    return waiting(CHECKING) == sessions(waiting=False) == 1


def one_waits_for_the_end_of_the_other():
    return waiting(CHECKING) == waiting(ENDING, "advisory") == 1


def said_by(person):
    return {"claimant": person.name, "claimant_unknown": False}


def asking_for(person):
    """What comes of it when the desk wants this claimant, too."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '30s'")
            cursor.execute("SELECT FROM claims_claimant WHERE id = %s FOR UPDATE", [person.pk])
    except OperationalError as error:
        return str(error).splitlines()[0]
    return "had"


def reviewed():
    rows = ExternalReview.objects.order_by("id")
    return list(rows.values_list("claim__external_id", "url"))


def test_next_chunk_begins_when_the_claims_of_one_are_written(committed_db, tmp_path):
    with held(two_are_written, tmp_path, *rows_of(23)) as done:
        assert Claim.objects.count() == CHUNK
    assert (done[0].code, done[0].refused) == (0, [])
    assert "23 new, 0 changed, 0 as stored" in done[0].said
    assert sorted(reviewed()) == sorted(
        (f"test:{n}", f"https://checks.example.org/{n}") for n in range(1, 24)
    )
    history = EVENTS[Claim].objects
    assert history.count() == 23
    assert history.values("pgh_context_id").distinct().count() == 1


def test_what_two_chunks_say_of_one_claim_comes_together(committed_db, tmp_path):
    rows = rows_of(13)
    # In the third chunk: a claim of the second with another review, and one in other words.
    rows[11] = rows[5] | loading.review(99)
    rows[12] = rows[6] | {"text": "Other words."}
    with held(one_waits_for_the_other, tmp_path, *rows) as done:
        pass
    assert [(one["line"], one["reason"]) for one in done[0].refused] == [
        (13, "An earlier row says something else of this claim.")
    ]
    assert "11 new, 0 changed, 0 as stored" in done[0].said
    assert Claim.objects.get(external_id="test:7").text == "The measure number 7 is in force."
    assert [url[-2:] for claim, url in reviewed() if claim == "test:6"] == ["/6", "99"]


def test_same_words_in_two_chunks_get_two_addresses(committed_db, tmp_path):
    rows = rows_of(5) + rows_of(24, text="The measure is in force.")[5:]
    with held(one_waits_for_the_other, tmp_path, *rows) as done:
        pass
    assert (done[0].code, done[0].refused) == (0, [])
    slugs = dict(Claim.objects.values_list("external_id", "slug"))
    assert len(set(slugs.values())) == 24
    # The first row has the plain words, however the chunks fell.
    assert [name for name, slug in slugs.items() if slug == "the-measure-is-in-force"] == ["test:6"]


def test_chunk_that_makes_claimants_lets_no_other_begin(committed_db, tmp_path):
    rows = rows_of(15)
    for row in rows[5:]:
        row |= {"claimant": "Joan Example", "claimant_unknown": False}
    with held(one_waits_behind_the_other, tmp_path, *rows, make_claimants=True) as done:
        pass
    assert (done[0].code, done[0].refused) == (0, [])
    assert Claimant.objects.get().claims.count() == 10
    assert Claim.objects.count() == 15


def test_chunk_that_failed_lets_no_later_one_in(committed_db, tmp_path):
    path = loading.ndjson(tmp_path, *rows_of(10))
    claims = "%The claims that the checks have left%"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE history_claim IN SHARE ROW EXCLUSIVE MODE")
            running = pool.submit(apart, lambda: loading.load(tmp_path, path, chunk=CHUNK))
            wait(lambda: waiting(claims, "relation") == 1)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                    " WHERE query LIKE %s AND pid <> pg_backend_pid()"
                    " AND datname = current_database()",
                    [claims],
                )
        assert running.result(timeout=60).code == 4
    # Wrong: the second chunk is there.
    assert not Claim.objects.exists()
    assert loading.load(tmp_path, path, chunk=CHUNK).code == 0
    assert len(reviewed()) == Claim.objects.count() == 10


def test_ratings_change_meaning_before_or_after_a_chunk_and_never_within(committed_db, tmp_path):
    with ThreadPoolExecutor(1) as pool:
        with held(two_are_written, tmp_path, *rows_of(15)) as done:
            changing = pool.submit(apart, ForeignRating.objects.all().delete)
            wait(lambda: waiting("%DELETE FROM%claims_foreignrating%", "advisory") == 1)
        changing.result(timeout=60)
    assert done[0].code == 0
    assert ExternalReview.objects.count() == 15
    # Wrong: those whose chunk read the table before, and was committed after.
    assert ExternalReview.objects.exclude(means=None).count() == 0


def test_chunk_is_not_there_if_the_one_before_failed_at_its_end(committed_db, tmp_path):
    """Wrong outcome: the third chunk is there, and the second is not."""
    person = factories.claimant("Joan Example")
    rows = [loading.claim(n) for n in range(1, 16)]
    rows[6] |= said_by(person)
    with running(one_waits_for_the_end_of_the_other, tmp_path, *rows, locked=person) as load:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                " WHERE query LIKE %s AND pid <> pg_backend_pid()"
                " AND datname = current_database()",
                [CHECKING],
            )
        assert load.result(timeout=60).code == 4
    assert Claim.objects.count() == CHUNK
    assert loading.load(tmp_path, tmp_path / "claims.ndjson", chunk=CHUNK).code == 0
    assert Claim.objects.count() == 15


def test_first_row_counts_even_if_its_chunk_is_tried_again(committed_db, tmp_path):
    """Wrong outcome: a row of the third chunk says otherwise, is loaded, and nobody is told."""
    person = factories.claimant("Joan Example")
    rows = [loading.claim(n, **loading.review(n)) for n in range(1, 16)]
    rows[6] |= said_by(person)
    rows[10] = rows[5] | {"text": "Other words."} | loading.review(99)
    with running(one_waits_for_the_other, tmp_path, *rows, locked=person) as load:
        person.delete()
    assert [(one["line"], one["reason"]) for one in load.result(timeout=60).refused] == [
        (7, "There is no such claimant."),
        (11, "An earlier row says something else of this claim."),
    ]
    assert [url[-2:] for claim, url in reviewed() if claim == "test:6"] == ["/6"]
    # Wrong: it was made by the third chunk, and changed by the second.
    assert EVENTS[Claim].objects.filter(external_id="test:6").count() == 1


def test_desk_that_waits_for_a_chunk_which_waits_for_another_one(committed_db, tmp_path):
    """Wrong outcome: all three stand still for ever, as PostgreSQL does not see who waits for whom."""
    first, second = factories.claimant("Joan Example"), factories.claimant("Jane Sample")
    rows = [loading.claim(n) for n in range(1, 16)]
    rows[6] |= said_by(first)
    rows[11] |= said_by(second)
    with running(one_waits_for_the_end_of_the_other, tmp_path, *rows, locked=first) as load:
        asked = asking_for(second)
    # Either of them is told, and a chunk that is told is written anew.
    assert asked in ("had", "deadlock detected")
    done = load.result(timeout=60)
    assert (done.code, done.refused) == (0, [])
    assert Claim.objects.count() == 15


def test_load_goes_on_while_migrate_runs(committed_db, tmp_path):
    """Wrong outcome: it waits within a transaction, whose end a new index of migrate waits for."""
    path = loading.ndjson(tmp_path, *rows_of(15))
    with ThreadPoolExecutor(1) as pool, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [locks.MIGRATING])
        try:
            load = pool.submit(apart, lambda: loading.load(tmp_path, path, chunk=CHUNK))
            assert load.result(timeout=30).code == 0
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [locks.MIGRATING])


def test_load_waits_for_nobody_who_counts_rows(committed_db, tmp_path):
    """Wrong outcome: it stands still until a VACUUM has ended, or the chunk before is committed."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")
    factories.claim(external_id="other")  # Of which the planner knows nothing.
    path = loading.ndjson(tmp_path, *rows_of(15))
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE claims_claim IN SHARE UPDATE EXCLUSIVE MODE")
        load = pool.submit(apart, lambda: loading.load(tmp_path, path, chunk=CHUNK))
        try:
            assert load.result(timeout=30).code == 0
        finally:
            transaction.set_rollback(True)
