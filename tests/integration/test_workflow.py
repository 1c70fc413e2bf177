"""Each step of the review: who may take it, from where, and what it leaves behind."""

import pghistory
import pytest

from claims import exceptions
from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.models import EVENTS, Claim, Evidence, Publication, Review
from tests import factories

pytestmark = pytest.mark.django_db


def test_claim_enters_with_a_new_review():
    review = workflow.open_review(factories.claim())
    assert (review.state, review.version, review.author) == ("new", 1, None)


def test_whole_way_from_new_to_published(cast):
    review = factories.published(cast.alice, cast.bob)
    assert review.state == "published"
    assert (review.author, review.reviewer) == (cast.alice, cast.bob)
    entry = Publication.objects.get(claim_id=review.claim.public_id)
    assert (entry.sequence, entry.kind, entry.version) == (1, "publication", 1)
    actions = list(review.transitions.values_list("action", flat=True))
    assert actions == ["start", "submit", "approve", "publish"]


def test_second_person_who_takes_a_review_is_told_who_has_it(cast):
    review = factories.started(cast.alice)
    with pytest.raises(exceptions.AlreadyTaken, match="alice"):
        workflow.start(review, by=cast.charlie)


def test_outsider_may_take_no_step(cast):
    review = workflow.open_review(factories.claim())
    with pytest.raises(exceptions.NotPermitted):
        workflow.start(review, by=cast.dave)
    assert workflow.moves_for(review, cast.dave) == []


def test_person_who_left_may_take_no_step(cast):
    cast.alice.is_active = False
    cast.alice.save()
    with pytest.raises(exceptions.NotPermitted):
        factories.started(cast.alice)


def test_editor_assigns_and_only_a_reviewer_can_be_given_work(cast):
    review = workflow.open_review(factories.claim())
    workflow.assign(review, by=cast.bob, to=cast.charlie)
    assert review.author == cast.charlie
    with pytest.raises(exceptions.BadValue, match="dave"):
        workflow.assign(review, by=cast.bob, to=cast.dave)
    with pytest.raises(exceptions.NotPermitted):
        workflow.assign(review, by=cast.alice, to=cast.alice)


def test_only_its_author_writes(cast):
    review = factories.started(cast.alice)
    with pytest.raises(exceptions.NotPermitted, match="alice"):
        workflow.write(review, by=cast.charlie, title="Mine now")


def test_writing_never_moves_a_review(cast):
    review = factories.started(cast.alice)
    with pytest.raises(exceptions.BadValue, match="state"):
        workflow.write(review, by=cast.alice, state="published")


def test_submitting_names_every_unmet_standard_and_its_remedy(cast):
    review = factories.started(cast.alice, of=factories.claim(appears=False, claimant=None))
    with pytest.raises(exceptions.StandardsUnmet) as refused:
        workflow.submit(review, by=cast.alice)
    codes = [point.code for point in refused.value.unmet]
    assert codes == [
        "claimant",
        "appearance",
        "evidence",
        "origins",
        "rating",
        "title",
        "explanation",
    ]
    assert "tick “claimant unknown”" in str(refused.value)
    review.refresh_from_db()
    assert review.state == "in_review"


def test_two_sources_of_one_origin_are_one(cast):
    review = factories.written(cast.alice)
    for evidence in review.evidence.all():
        evidence.source.origin_group = "one wire story"
        evidence.source.save()
    with pytest.raises(exceptions.StandardsUnmet, match="1 of 2"):
        workflow.submit(review, by=cast.alice)
    workflow.write(review, by=cast.alice, single_source_reason="The only register there is.")
    assert workflow.submit(review, by=cast.alice).state == "submitted"


def test_confirmed_contradiction_blocks_until_it_is_answered(cast):
    claim = factories.claim()
    row = factories.contradiction(claim, factories.claim())
    noting.confirm(row, by=cast.bob)
    review = factories.written(cast.alice, of=claim)
    with pytest.raises(exceptions.StandardsUnmet, match="contradiction"):
        workflow.submit(review, by=cast.alice)
    noting.resolve(row, by=cast.bob, resolution="The later rate replaced it.", holds=claim)
    assert workflow.submit(review, by=cast.alice).state == "submitted"


def test_author_may_not_approve_own_review(cast):
    cast.alice.groups.set(cast.bob.groups.all())
    review = factories.submitted(cast.alice)
    with pytest.raises(exceptions.SamePerson):
        workflow.approve(review, by=cast.alice)


def test_superuser_may_not_approve_own_review_either(cast):
    root = factories.person("root", is_superuser=True)
    review = factories.submitted(root)
    with pytest.raises(exceptions.SamePerson):
        workflow.approve(review, by=root)


def test_who_wrote_before_it_was_reassigned_may_not_approve(cast):
    cast.alice.groups.set(cast.bob.groups.all())
    review = factories.written(cast.alice)
    workflow.assign(review, by=cast.bob, to=cast.charlie)
    workflow.submit(review, by=cast.charlie)
    with pytest.raises(exceptions.SamePerson):
        workflow.approve(review, by=cast.alice)
    assert workflow.approve(review, by=cast.bob).state == "approved"


def test_who_was_only_assigned_it_and_never_began_may_approve(cast):
    claim = factories.claim()
    review = workflow.open_review(claim)
    workflow.assign(review, by=cast.bob, to=cast.bob)
    workflow.assign(review, by=cast.bob, to=cast.alice)
    assert factories.approved(cast.alice, cast.bob, of=claim).reviewer == cast.bob


def test_returning_needs_a_comment_and_opens_the_text_again(cast):
    review = factories.submitted(cast.alice)
    with pytest.raises(exceptions.CommentNeeded):
        workflow.return_(review, by=cast.bob, comment="  ")
    workflow.return_(review, by=cast.bob, comment="The second source repeats the first.")
    workflow.write(review, by=cast.alice, title="Better")
    assert workflow.submit(review, by=cast.alice).state == "submitted"


def test_submitted_review_is_fixed(cast):
    review = factories.submitted(cast.alice)
    with pytest.raises(exceptions.WrongState):
        workflow.write(review, by=cast.alice, title="Slipped in")
    with pytest.raises(exceptions.WrongState):
        workflow.detach(review.evidence.first(), by=cast.alice)


def test_what_changed_after_approval_is_not_published(cast):
    review = factories.approved(cast.alice, cast.bob)
    source = review.evidence.first().source
    source.title = "Another title"
    source.save()
    with pytest.raises(exceptions.ChangedSinceApproval):
        workflow.publish(review, by=cast.bob)
    review.refresh_from_db()
    assert (review.state, Publication.objects.count()) == ("approved", 0)
    workflow.return_(review, by=cast.bob, comment="A source changed.")
    assert review.approved_digest == ""


def test_correction_leaves_the_old_version_public_until_the_new_one_is(cast):
    old = factories.published(cast.alice, cast.bob)
    new = workflow.correct(old, by=cast.bob, comment="The rate was of another year.")
    assert (new.state, new.version, new.author) == ("in_review", 2, cast.alice)
    assert new.evidence.count() == old.evidence.count()
    old.refresh_from_db()
    assert old.state == "published"
    with pytest.raises(exceptions.StandardsUnmet, match="correction"):
        workflow.submit(new, by=cast.alice)
    workflow.write(new, by=cast.alice, correction_note="We had the rate of another year.")
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    workflow.publish(new, by=cast.bob)
    old.refresh_from_db()
    assert (old.state, new.state) == ("superseded", "published")
    kinds = list(Publication.objects.values_list("kind", "version", "note"))
    assert kinds == [
        ("publication", 1, ""),
        ("correction", 2, "We had the rate of another year."),
    ]


def test_only_one_correction_is_open_at_a_time(cast):
    review = factories.published(cast.alice, cast.bob)
    workflow.correct(review, by=cast.bob, comment="Once.")
    with pytest.raises(exceptions.AlreadyTaken, match="open review"):
        workflow.correct(review, by=cast.bob, comment="Twice.")


def test_retraction_leaves_a_tombstone_with_its_reason(cast):
    review = factories.published(cast.alice, cast.bob)
    workflow.retract(review, by=cast.bob, comment="Both sources were one.")
    assert review.state == "retracted"
    entry = Publication.objects.latest("sequence")
    assert (entry.kind, entry.note) == ("retraction", "Both sources were one.")
    assert b'"rating"' not in bytes(entry.document)


def test_author_may_not_retract_alone(cast):
    cast.alice.groups.set(cast.bob.groups.all())
    review = factories.published(cast.alice, cast.bob)
    with pytest.raises(exceptions.SamePerson):
        workflow.retract(review, by=cast.alice, comment="Gone.")


def test_declined_claim_can_be_reopened_for_anybody(cast):
    review = factories.started(cast.alice)
    workflow.decline(review, by=cast.alice, comment="An opinion, nothing to check.")
    workflow.reopen(review, by=cast.bob, comment="Its number can be checked.")
    assert (review.state, review.author) == ("new", None)
    assert workflow.start(review, by=cast.charlie).author == cast.charlie


def test_open_correction_does_not_stop_a_retraction(cast):
    review = factories.published(cast.alice, cast.bob)
    new = workflow.correct(review, by=cast.bob, comment="Wrong rate.")
    workflow.retract(review, by=cast.bob, comment="Wrong altogether.")
    workflow.write(new, by=cast.alice, correction_note="Checked anew.")
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    workflow.publish(new, by=cast.bob)
    kinds = list(Publication.objects.values_list("kind", flat=True))
    assert kinds == ["publication", "retraction", "correction"]


def test_every_step_is_signed_in_the_history(cast):
    review = factories.published(cast.alice, cast.bob)
    events = EVENTS[Review].objects.filter(id=review.pk).order_by("pgh_id")
    signed = [
        (event.state, (event.pgh_context or None) and event.pgh_context.metadata["user"])
        for event in events.select_related("pgh_context")
    ]
    assert signed[0] == ("new", None)
    assert ("submitted", cast.alice.pk) in signed
    assert signed[-1] == ("published", cast.bob.pk)


def test_removed_evidence_stays_in_the_history(cast):
    review = factories.written(cast.alice)
    evidence = review.evidence.first()
    pk = evidence.pk
    workflow.detach(evidence, by=cast.alice)
    event = EVENTS[Evidence].objects.get(id=pk, pgh_label="delete")
    assert event.pgh_context.metadata["user"] == cast.alice.pk


def test_verdict_that_takes_no_side_stands_on_context(cast):
    review = factories.written(cast.alice)
    review.evidence.update(stance="context")
    with pytest.raises(exceptions.StandardsUnmet, match="Evidence for the verdict"):
        workflow.submit(review, by=cast.alice)
    unproven = factories.rating(
        "unproven", normalized="OTHER", averitec="", value=None, best=None, worst=None
    )
    workflow.write(review, by=cast.alice, rating=unproven)
    assert workflow.submit(review, by=cast.alice).state == "submitted"


def test_command_that_acts_for_several_people_signs_each_step_with_its_person(cast):
    with pghistory.context(command="replay"):
        review = factories.published(cast.alice, cast.bob)
        review.claim.selection_reason = "Asked for."
        review.claim.save()
    events = EVENTS[Review].objects.filter(id=review.pk).select_related("pgh_context")
    signed = {event.state: event.pgh_context.metadata for event in events}
    assert signed["submitted"] == {"command": "replay", "user": cast.alice.pk}
    assert signed["published"] == {"command": "replay", "user": cast.bob.pk}
    claim = EVENTS[Claim].objects.filter(id=review.claim_id, pgh_label="update").get()
    assert claim.pgh_context.metadata == {"command": "replay"}


def test_only_what_was_public_last_is_corrected(cast):
    old = factories.published(cast.alice, cast.bob)
    workflow.retract(old, by=cast.bob, comment="Wrong.")
    new = workflow.correct(old, by=cast.bob, comment="Checked anew.")
    workflow.write(new, by=cast.alice, correction_note="Checked anew.")
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    workflow.publish(new, by=cast.bob)
    with pytest.raises(exceptions.WrongState, match="newer version"):
        workflow.correct(old, by=cast.bob, comment="Again.")


def test_author_who_left_is_followed_by_who_opens_the_correction(cast):
    review = factories.published(cast.alice, cast.bob)
    cast.alice.is_active = False
    cast.alice.save()
    assert workflow.correct(review, by=cast.bob, comment="Wrong rate.").author == cast.bob
