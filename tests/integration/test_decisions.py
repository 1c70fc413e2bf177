"""Replaying decisions: all of them through the workflow, or none."""

import json

import pytest
from django.core.management import CommandError, call_command

from claims.desk import decisions, people
from claims.management.commands.load_demo import FIXTURES
from claims.models import EVENTS, Claim, Contradiction, Publication, Review, Transition
from claims.record import log
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    call_command("load_demo")


def test_demo_leaves_reviews_in_every_state(demo):
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
    log.verify("default")


def test_prime_minister_of_canada_is_answered(demo):
    trudeau = Claim.objects.get(external_id="ca-cn:pm-of-canada-trudeau")
    assert trudeau.reviews.get(state="published").rating.normalized == "FALSE"
    resolved = Contradiction.objects.of(trudeau).filter(status="resolved")
    assert "Mark Carney" in set(resolved.values_list("holds__value", flat=True))


def test_loading_again_changes_nothing(demo):
    before = {model: event.objects.count() for model, event in EVENTS.items()}
    call_command("loaddata", *FIXTURES, verbosity=0)
    call_command("load_demo")
    assert {model: event.objects.count() for model, event in EVENTS.items()} == before


def test_reloading_keeps_what_the_desk_decided(demo):
    decided = set(Contradiction.objects.exclude(decided_by=None).values_list("pk", "status"))
    call_command("loaddata", "contradictions", verbosity=0)
    assert decided
    assert (
        set(Contradiction.objects.exclude(decided_by=None).values_list("pk", "status")) == decided
    )


def test_refused_decision_names_itself_and_nothing_is_done(tmp_path):
    people.create_demo()
    claim = factories.claim(external_id="x:1")
    file = tmp_path / "decisions.json"
    steps = [
        {"do": "start", "claim": "x:1", "by": "alice"},
        {"do": "approve", "claim": "x:1", "by": "bob"},
    ]
    file.write_text(json.dumps({"decisions": steps}))
    with pytest.raises(CommandError, match=r"Decision 2 \(approve x:1\) was refused"):
        call_command("replay_decisions", file)
    assert claim.reviews.get().state == "new"
    assert not Transition.objects.exists()


def test_unreadable_file_is_named(tmp_path):
    file = tmp_path / "decisions.json"
    file.write_text('{"decisions": [')
    with pytest.raises(CommandError, match=r"decisions\.json cannot be read"):
        call_command("replay_decisions", file)


def test_unknown_person_is_named(tmp_path):
    factories.claim(external_id="x:1")
    file = tmp_path / "decisions.json"
    step = {"do": "start", "claim": "x:1", "by": "nobody"}
    file.write_text(json.dumps({"decisions": [step]}))
    with pytest.raises(CommandError, match="nobody"):
        call_command("replay_decisions", file)


def test_desk_that_has_begun_is_left_alone(cast):
    factories.started(cast.alice)
    assert decisions.begun()
