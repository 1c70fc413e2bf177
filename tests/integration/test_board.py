"""Deciding on the board: all of it in one transaction, or none."""

import pytest

from claims import exceptions
from claims.desk.contradictions import board
from claims.desk.review import workflow
from claims.models import DecisionEvidence
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    """A contradiction between a published claim and a new one."""
    public = factories.published(cast.alice, cast.bob)
    return factories.contradiction(public.claim, factories.claim())


def decide(row, decision, by, **options):
    return board.decide(row, decision, by=by, **{"seen": row.status} | options)


def test_resolving_says_all_at_once(cast, pair):
    source = factories.source()
    proof = board.Proof(source, "It is 75.8", "page 4")
    described = {"relation": "supersedes", "note": "The rate went down."}
    decide(pair, "resolve", cast.bob, text="The later.", holds=pair.right, described=described, proof=proof)  # fmt: skip
    pair.refresh_from_db()
    assert (pair.status, pair.holds, pair.resolution) == ("resolved", pair.right, "The later.")
    assert (pair.relation, pair.note) == ("supersedes", "The rate went down.")
    evidence = pair.evidence.get()
    assert (evidence.source, evidence.quote, evidence.added_by) == (source, "It is 75.8", cast.bob)


def test_refused_decision_changes_nothing(cast, pair):
    proof = board.Proof(factories.source())
    with pytest.raises(exceptions.CommentNeeded):
        decide(pair, "resolve", cast.bob, text=" ", described={"note": "New."}, proof=proof)
    pair.refresh_from_db()
    assert (pair.status, pair.note) == ("suggested", "Two rates for one measure.")
    assert not DecisionEvidence.objects.exists()


@pytest.mark.parametrize("decision", board.DECISIONS)
@pytest.mark.parametrize("who", ["alice", "dave"])
def test_only_editors_decide(cast, pair, decision, who):
    decide(pair, "confirm", cast.bob)
    with pytest.raises(exceptions.NotPermitted):
        decide(pair, decision, getattr(cast, who), text="So.", start=True)


def test_what_somebody_else_decided_meanwhile_stays(cast, pair):
    decide(pair, "dismiss", cast.bob, text="Two measures.")
    with pytest.raises(exceptions.WrongState, match="since you opened"):
        decide(pair, "resolve", cast.bob, seen="suggested", text="So.", holds=pair.left)
    pair.refresh_from_db()
    assert pair.status == "dismissed"


def test_confirming_starts_reviews_of_both_sides(cast, pair):
    correction, queued = decide(pair, "confirm", cast.bob, start=True)
    assert (correction.version, correction.state, correction.author) == (2, "in_review", cast.alice)
    pair.right.refresh_from_db()
    assert (queued.claim, queued.state, pair.right.priority) == (pair.right, "new", 1)


def test_started_correction_answers_the_queue_of_its_claim(cast, pair):
    decide(pair, "confirm", cast.bob, start=True)
    assert [row.outcome for row in pair.left.rereviews.all()] == ["correction"]


def test_declined_side_is_reopened_and_one_in_work_is_left_alone(cast):
    declined, writing = factories.claim(), factories.started(cast.charlie)
    workflow.decline(workflow.open_review(declined), by=cast.alice, comment="Nobody said it.")
    row = factories.contradiction(declined, writing.claim)
    (reopened,) = decide(row, "confirm", cast.bob, start=True)
    assert (reopened.claim, reopened.state) == (declined, "new")
    writing.refresh_from_db()
    assert (writing.state, writing.author) == ("in_review", cast.charlie)


def test_dismissing_starts_nothing(cast, pair):
    assert decide(pair, "dismiss", cast.bob, text="Two measures.", start=True) == []
    assert pair.left.reviews.count() == 1


def test_same_place_of_a_source_is_noted_once(cast, pair):
    proof = board.Proof(factories.source(), locator="page 4")
    decide(pair, "confirm", cast.bob, proof=proof)
    with pytest.raises(exceptions.BadValue, match="noted at this place already"):
        board.prove(pair, proof, by=cast.bob)


def test_kinds_counts_what_waits(cast, pair):
    decided = factories.contradiction(factories.claim(), factories.claim(), kind="name")
    decide(decided, "dismiss", cast.bob, text="One person.")
    assert board.kinds() == {"number": 1}
