"""The version before, on the database of this one: it reads, reviews, publishes and works on.

Wrong outcome: an upgrade during which readers see errors, or reviewers lose a step. Two versions are
tried: the commit before, and the last one that knows nothing of the newest migration.
"""

import io
import os
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest
from django.core.management import call_command
from django.test import Client

from claims.desk.review import workflow
from claims.models import Publication, Review, ReviewState
from claims.record import filling
from tests import factories, server
from tests.hooks.test_worker import soon
from tests.upgrades import versions
from tests.upgrades.person import Person

VERSIONS = {
    "the commit before": versions.before,
    "before the newest migration": versions.before_the_newest_migration,
}
PUBLIC = [
    "/",
    "/claims/{slug}/",
    "/claims/{slug}/card/",
    "/contradictions/",
    "/corrections/",
    "/method/",
    "/ratings/",
    "/feeds/claims.atom",
    "/robots.txt",
    "/sitemap.xml",
    "/api/v1/",
    "/api/v1/claims/",
    "/api/v1/claims/?q=measure&page_size=5",
    "/api/v1/claims/?rating=false&claimant=mark-carney",
    "/api/v1/claims/?as_of=2020-01-01",
    "/api/v1/claims/{id}/",
    "/api/v1/claims/{id}/versions/",
    "/api/v1/contradictions/",
    "/api/v1/corrections/",
    "/api/v1/ratings/",
    "/api/v1/record/",
    "/api/v1/changes/?since=0",
    "/api/v1/dump/record.ndjson",
    "/api/v1/dump/claims.csv",
    "/api/v1/schema/",
    "/v1alpha1/claims:search?query=measure",
]
DESK = [
    "/admin/",
    "/admin/claims/claim/",
    "/admin/claims/claim/?q=measure",
    "/admin/claims/review/",
    "/admin/claims/source/",
    "/admin/claims/article/",
    "/admin/claims/contradiction/board/",
]


@pytest.fixture(params=VERSIONS.values(), ids=VERSIONS)
def tree(request, tmp_path):
    """The folder of an earlier version."""
    return versions.unpack(request.param(), tmp_path / "tree")


@pytest.fixture
def address(tree, committed_db, tmp_path):
    with server.running(tree, LOCAL_DIR=str(tmp_path / "local")) as found:
        yield found


@pytest.fixture
def cast(committed_db, settings):
    """alice and bob, whose passwords a server can check that knows no settings of tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    for person in (committed_db.cast.alice, committed_db.cast.bob):
        person.set_password(factories.PASSWORD)
        person.save()
    return committed_db.cast


@contextmanager
def worker(tree):
    process = subprocess.Popen(
        [sys.executable, "-m", "factcheck.worker"],
        cwd=tree,
        env=os.environ
        | server.databases()
        | {
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "LOG_LEVEL": "ERROR",
        },
        start_new_session=True,
    )
    try:
        yield process
    finally:
        server.kill(process)


def test_it_goes_on_with_all_that_it_does(tree, address, cast):
    shown = factories.published(cast.alice, cast.bob).claim
    for path in PUBLIC:
        found = httpx.get(address + path.format(slug=shown.slug, id=shown.public_id))
        assert found.status_code == 200, (path, found.text[:500])
        assert found.content, path
    matched = httpx.post(f"{address}/api/v1/match/", json={"text": shown.text})
    assert matched.status_code == 200, matched.text

    with worker(tree):
        review = review_there(address, cast)
        assert soon(lambda: not filling.pending(filling.PUBLISHED).exists(), 60)
    # This version reads what that one wrote, and goes on with it.
    claim = Client().get(f"/api/v1/claims/{review.claim.public_id}/").json()
    assert claim["title"] == "Not so, says the gazette"
    assert Publication.objects.filter(claim_id=review.claim.public_id).count() == 1
    workflow.retract(review, by=cast.bob, comment="The gazette was misread.")
    said = io.StringIO()
    call_command("verify_record", stdout=said)
    assert "3 entries verify" in said.getvalue()
    # And that one shows what this one did.
    gone = f"{address}/api/v1/claims/{review.claim.public_id}/"
    assert soon(lambda: httpx.get(gone).status_code == 410), httpx.get(gone).text


def review_there(address, cast):
    """Two people take a claim from new to published, on the pages of the version before."""
    review = workflow.open_review(factories.claim())
    sources = [factories.source() for _ in range(2)]
    page = f"/admin/claims/review/{review.pk}/change/"
    with Person(address, "alice") as alice:
        for path in DESK:
            alice.open(path)
        alice.open(page)
        alice.press("Take and start")
        alice.press("Save", **draft(factories.rating(), sources))
        alice.press("Submit for approval")
    with Person(address, "bob") as bob:
        bob.open(page)
        bob.press("Approve")
        bob.press("Publish")
    review = Review.objects.get(pk=review.pk)
    assert review.state == ReviewState.PUBLISHED
    assert (review.author, review.reviewer) == (cast.alice, cast.bob)
    return review


def draft(rating, sources):
    written = {
        "rating": rating.pk,
        "title": "Not so, says the gazette",
        "explanation": factories.EXPLANATION,
        "evidence-TOTAL_FORMS": len(sources),
        "new-TOTAL_FORMS": 0,
    }
    for number, source in enumerate(sources):
        written |= {f"evidence-{number}-source": source.pk, f"evidence-{number}-stance": "refutes"}
    return written
