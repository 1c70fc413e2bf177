"""The demonstration: the fixtures and the decisions of `make run`."""

import pytest
from django.core.management import call_command

from claims.management.commands.load_demo import FIXTURES
from claims.models import EVENTS, Claim, Contradiction, Publication, Review
from claims.record import verifying


@pytest.fixture(scope="module", autouse=True)
def demo(committed_module):
    call_command("load_demo")


def test_demo_leaves_reviews_in_every_state():
    states = set(Review.objects.values_list("state", flat=True))
    assert states == {
        "new",
        "in_review",
        "submitted",
        "returned",
        "approved",
        "published",
        "superseded",
        "retracted",
        "declined",
    }
    assert Review.objects.filter(state="published").count() >= 15
    kinds = list(Publication.objects.values_list("kind", flat=True))
    assert kinds.count("correction") == 1
    assert kinds.count("retraction") == 1
    verifying.verify()


def test_prime_minister_of_canada_is_answered():
    trudeau = Claim.objects.get(external_id="ca-cn:pm-of-canada-trudeau")
    assert trudeau.reviews.get(state="published").rating.normalized == "FALSE"
    resolved = Contradiction.objects.of(trudeau).filter(status="resolved")
    assert "Mark Carney" in set(resolved.values_list("holds__value", flat=True))


def test_loading_again_changes_nothing():
    before = {model: event.objects.count() for model, event in EVENTS.items()}
    call_command("loaddata", *FIXTURES, verbosity=0)
    call_command("load_demo")
    assert {model: event.objects.count() for model, event in EVENTS.items()} == before


def test_reloading_keeps_what_the_desk_decided():
    decided = set(Contradiction.objects.exclude(decided_by=None).values_list("pk", "status"))
    call_command("loaddata", "contradictions", verbosity=0)
    assert decided
    assert (
        set(Contradiction.objects.exclude(decided_by=None).values_list("pk", "status")) == decided
    )


def test_loading_again_keeps_what_people_did():
    claim = Claim.objects.get(external_id="ca-cn:ev-cap-49000")
    assert claim.reviews.get().state == "submitted"
    edited = Claim.objects.exclude(pk=claim.pk).filter(reviews__state="new").first()
    text, edited.text = edited.text, "Mended by the desk."
    edited.save()
    call_command("load_demo")
    edited.refresh_from_db()
    assert edited.text == "Mended by the desk."
    # The other tests of this module find the demonstration as it was.
    edited.text = text
    edited.save()
