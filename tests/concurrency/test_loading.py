"""Loads beside the desk and beside each other. The wrong outcomes: a deadlock, a lost change, a claim
twice, text changed under an approval."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from claims.desk.review import workflow
from claims.models import EVENTS, Claim, Claimant, Review
from tests import factories, loading

ROUNDS = 4


def at_once(*works):
    """Run all of them at the same time, each with a connection of its own."""
    together = Barrier(len(works))

    def run(work):
        try:
            together.wait(timeout=30)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(timeout=120) for done in [pool.submit(run, work) for work in works]]


def folder(tmp_path, name):
    made = tmp_path / name
    made.mkdir(exist_ok=True)
    return made


def test_two_loads_of_the_same_claims_in_another_order(committed_db, tmp_path):
    rows = [
        loading.claim(n, claimant=f"Person {n % 5}", claimant_unknown=False, **loading.review(n))
        for n in range(40)
    ]
    one, other = folder(tmp_path, "one"), folder(tmp_path, "other")
    paths = loading.ndjson(one, *rows), loading.ndjson(other, *reversed(rows))

    def load(where, path):
        return lambda: loading.load(where, path, make_claimants=True, chunk=7)

    done = at_once(load(one, paths[0]), load(other, paths[1]))
    assert [result.code for result in done] == [0, 0]
    assert (Claim.objects.count(), Claimant.objects.count(), Review.objects.count()) == (40, 5, 40)
    assert EVENTS[Claim].objects.count() == 40


def test_load_beside_steps_of_the_same_claims(committed_db, tmp_path):
    cast = committed_db.cast
    for number in range(ROUNDS):
        review = factories.written(cast.alice)
        claim = review.claim
        row = {"external_id": claim.external_id, "text": f"Another text, the {number}th."}
        where = folder(tmp_path, str(number))
        path = loading.ndjson(where, row)
        before = claim.text
        submitted, loaded = at_once(
            lambda review=review: workflow.submit(review, by=cast.alice),
            lambda where=where, path=path: loading.load(where, path),
        )
        claim.refresh_from_db()
        assert submitted.state == "submitted"
        # Whoever was first: what is being approved is what the author had submitted.
        assert (claim.text == before) == (loaded.code == 1)


def test_load_beside_publishing(committed_db, tmp_path):
    cast = committed_db.cast
    for number in range(ROUNDS):
        review = factories.approved(cast.alice, cast.bob)
        said = {"external_id": review.claim.external_id}
        where = folder(tmp_path, str(number))
        rows = [said | {"text": "Another text."}, loading.claim(f"new-{number}")]
        path = loading.ndjson(where, *rows)
        published, loaded = at_once(
            lambda review=review: workflow.publish(review, by=cast.bob),
            lambda where=where, path=path: loading.load(where, path),
        )
        assert published.state == "published"
        assert Claim.objects.filter(external_id=f"test:new-{number}").exists()
        assert loaded.code in {0, 3}
