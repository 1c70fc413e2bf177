"""Who is on a claim's page is seen by who opens it, and in lists; “Next claim” on the pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.desk.review import leases, workflow
from claims.models import Lease
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db
NEXT = "/admin/claims/review/next/"


def opened(**fields):
    return workflow.open_review(factories.claim(**fields))


def lease_of(review):
    return reverse("admin:claims_review_lease", args=[review.pk])


def test_second_who_opens_a_page_is_told_who_is_there(desk):
    review = opened()
    first = desk.browsers.alice.get(pages.of(review))
    second = desk.browsers.charlie.get(pages.of(review))
    assert first.context["somebody_else"] == ""
    assert "alice is on this claim, since" in second.content.decode()
    assert Lease.objects.get().holder == desk.alice


def test_contributor_is_told_and_holds_nothing(desk):
    review = opened()
    desk.browsers.erin.get(pages.of(review))
    assert not Lease.objects.exists()
    desk.browsers.alice.get(pages.of(review))
    assert "alice is on this claim" in desk.browsers.erin.get(pages.of(review)).content.decode()


def test_sign_of_life_renews_and_tells(desk):
    review = opened()
    assert desk.browsers.alice.post(lease_of(review)).json() == {"told": ""}
    Lease.objects.update(until=timezone.now() + timedelta(seconds=5))
    assert desk.browsers.alice.post(lease_of(review)).json() == {"told": ""}
    assert Lease.objects.get().until > timezone.now() + timedelta(minutes=14)
    told = desk.browsers.charlie.post(lease_of(review)).json()["told"]
    assert told.startswith("alice is on this claim")


def test_saving_renews(desk):
    review = factories.started(desk.alice)
    leases.hold(review, by=desk.alice)
    Lease.objects.update(until=timezone.now() - timedelta(minutes=5))
    desk.browsers.alice.post(pages.of(review), pages.draft(review, title="Typed"), follow=True)
    assert leases.current(review).holder == desk.alice


def test_submitting_gives_the_lease_up_for_who_approves(desk):
    review = factories.written(desk.alice)
    desk.browsers.alice.get(pages.of(review))
    page = desk.browsers.alice.post(pages.step(review, "submit"), follow=True)
    assert not Lease.objects.exists()
    assert f'formaction="{NEXT}"' in page.content.decode()
    assert desk.browsers.bob.get(pages.of(review)).context["somebody_else"] == ""


def test_lists_say_who_is_on_it_until_the_lease_ends(desk):
    review = opened()
    leases.hold(review, by=desk.charlie)
    listed = desk.browsers.alice.get(pages.listing("review")).content.decode()
    assert '<span class="desk-at-it">charlie is on it</span>' in listed
    assert "charlie is on it now" in desk.browsers.alice.get("/admin/").content.decode()
    assert "is on it now" not in desk.browsers.charlie.get("/admin/").content.decode()
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert "charlie is on it now" not in desk.browsers.alice.get("/admin/").content.decode()


def test_leases_cost_the_lists_no_query(desk):
    assert queries(desk, 3) == queries(desk, 12)


def queries(desk, more):
    for _ in range(more):
        leases.hold(opened(), by=desk.charlie)
    counted = []
    for address in ("/admin/", pages.listing("review")):
        desk.browsers.alice.get(address)
        with CaptureQueriesContext(connection) as captured:
            desk.browsers.alice.get(address)
        counted.append(len(captured))
    return counted


def test_page_of_a_review_costs_one_query_for_its_lease(desk):
    review = opened()
    with CaptureQueriesContext(connection) as captured:
        desk.browsers.alice.get(pages.of(review))
    about = [query for query in captured.captured_queries if "lease" in query["sql"]]
    assert len(about) == 1, about


def test_next_claim_takes_leases_and_leads_to_the_page(desk):
    opened(priority=4)
    best = opened(priority=1)
    answer = desk.browsers.alice.post(NEXT)
    assert answer["Location"] == pages.of(best)
    best.refresh_from_db()
    assert (best.author, Lease.objects.get(review=best).holder) == (desk.alice, desk.alice)


def test_next_claim_of_an_empty_queue_says_so(desk):
    page = desk.browsers.alice.post(NEXT, follow=True).content.decode()
    assert "The queue is empty: no claim waits for a reviewer." in page


def test_next_claim_is_posted_and_by_reviewers_alone(desk):
    review = opened()
    assert desk.browsers.alice.get(NEXT, follow=True).redirect_chain == [("/admin/", 302)]
    assert desk.browsers.erin.post(NEXT).status_code == 403
    assert desk.browsers.nobody.post(NEXT).status_code == 302
    review.refresh_from_db()
    assert review.author is None
    assert NEXT in desk.browsers.alice.get("/admin/").content.decode()
    assert NEXT not in desk.browsers.erin.get("/admin/").content.decode()
