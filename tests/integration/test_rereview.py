"""Re-review: each cause puts the published claims that depend on it into the queue, once."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from claims import exceptions
from claims.desk.contradictions import noting
from claims.desk.review import rereview, workflow
from claims.models import EVENTS, Article, Rereview, Source
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(cast):
    """The published review of a claim."""
    return factories.published(cast.alice, cast.bob)


def source_of(review):
    return review.evidence.first().source


def waiting(claim):
    return [(row.reason, row.cause) for row in Rereview.objects.open().filter(claim=claim)]


def distrusted(review, by):
    rereview.distrust(source_of(review), by=by, reason="It was forged.")
    return Rereview.objects.open().get(claim=review.claim)


def corrected(review, cast, rated="true"):
    new = workflow.correct(review, by=cast.bob, comment="A number was wrong.")
    fields = {"rating": factories.rating(rated), "correction_note": "It is so after all."}
    workflow.write(new, by=cast.alice, **fields)
    workflow.submit(new, by=cast.alice)
    return workflow.publish(workflow.approve(new, by=cast.bob), by=cast.bob)


def test_unreliable_source_queues_the_published_claims_that_stand_on_it(cast, public):
    draft = factories.started(cast.alice)
    workflow.attach(draft, source_of(public), by=cast.alice, stance="refutes")
    other = factories.published(cast.alice, cast.bob)
    row = distrusted(public, cast.bob)
    assert (row.reason, row.cause, row.detail) == ("source", source_of(public), "It was forged.")
    assert waiting(draft.claim) == waiting(other.claim) == []


def test_source_marked_behind_the_desk_queues_as_well(cast, public):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_source SET unreliable_at = now(), unreliable_reason = 'forged',"
            " unreliable_by_id = %s WHERE id = %s",
            [cast.bob.pk, source_of(public).pk],
        )
    assert waiting(public.claim) == [("source", source_of(public))]


def test_mark_and_queue_are_one_transaction(cast, public):
    with transaction.atomic():
        distrusted(public, cast.bob)
        transaction.set_rollback(True)
    assert waiting(public.claim) == []


def test_one_cause_queues_a_claim_once_while_it_waits(cast, public):
    source = source_of(public)
    row = distrusted(public, cast.bob)
    rereview.trust(source, by=cast.bob)
    rereview.distrust(source, by=cast.bob, reason="Forged all the same.")
    assert Rereview.objects.count() == 1
    rereview.still_right(row, by=cast.alice, comment="The gazette says the same.")
    rereview.trust(source, by=cast.bob)
    rereview.distrust(source, by=cast.bob, reason="Once more.")
    assert Rereview.objects.count() == 2


@pytest.mark.parametrize("who", ["alice", "dave"])
def test_only_editors_mark_sources(cast, public, who):
    with pytest.raises(exceptions.NotPermitted):
        rereview.distrust(source_of(public), by=getattr(cast, who), reason="Forged.")


def test_mark_says_why(cast, public):
    with pytest.raises(exceptions.CommentNeeded):
        rereview.distrust(source_of(public), by=cast.bob, reason=" ")


def test_unreliable_source_does_not_count_as_an_origin(cast):
    review = factories.written(cast.alice)
    rereview.distrust(source_of(review), by=cast.bob, reason="It was forged.")
    with pytest.raises(exceptions.StandardsUnmet) as refused:
        workflow.submit(review, by=cast.alice)
    assert [point.code for point in refused.value.unmet] == ["origins"]


def test_confirmed_contradiction_queues_both_published_sides(cast, public):
    other = factories.published(cast.alice, cast.bob)
    row = factories.contradiction(public.claim, other.claim)
    assert waiting(public.claim) == []
    noting.confirm(row, by=cast.bob)
    assert waiting(public.claim) == waiting(other.claim) == [("contradiction", row)]


def test_unpublished_side_is_not_queued(cast, public):
    new = factories.claim()
    noting.confirm(factories.contradiction(public.claim, new), by=cast.bob)
    assert waiting(new) == []


@pytest.mark.parametrize(
    "change",
    [{"headline": "Another headline"}, {"text_sha256": "b" * 64}, {"author": "Somebody else"}],
)
def test_article_that_changed_queues_what_appears_in_it(cast, public, change):
    article = public.claim.appearances.get().article
    Article.objects.filter(pk=article.pk).update(author="Somebody", text_sha256="a" * 64)
    assert waiting(public.claim) == []  # what was not known and is filled in is no change
    Article.objects.filter(pk=article.pk).update(**change)
    assert waiting(public.claim) == [("article", article)]


def test_article_that_is_a_source_queues_what_stands_on_it(cast):
    article = factories.article()
    review = factories.written(cast.alice)
    source = Source.objects.create(article=article, title="It", source_type="primary")
    workflow.attach(review, source, by=cast.alice, stance="refutes")
    workflow.submit(review, by=cast.alice)
    workflow.publish(workflow.approve(review, by=cast.bob), by=cast.bob)
    rereview.article_changed(article, by=cast.alice, note="The quote is gone.")
    assert Rereview.objects.get().detail == "The quote is gone."
    assert waiting(review.claim) == [("article", article)]


def test_fixture_that_changes_an_article_queues(cast, public, tmp_path):
    article = public.claim.appearances.get().article
    path = tmp_path / "changed.json"
    fields = f'{{"key": "{article.key}", "headline": "Rewritten"}}'
    path.write_text(f'[{{"model": "claims.article", "fields": {fields}}}]')
    call_command("loaddata", str(path), verbosity=0)
    assert waiting(public.claim) == [("article", article)]


def test_what_falls_after_the_approval_queues_the_claim_when_it_is_published(cast):
    review = factories.written(cast.alice)
    known, later = (factories.source(title=title) for title in ("Known", "Later"))
    rereview.distrust(known, by=cast.bob, reason="It was forged.")
    for source in (known, later):
        workflow.attach(review, source, by=cast.alice, stance="refutes")
    workflow.approve(workflow.submit(review, by=cast.alice), by=cast.bob)
    rereview.distrust(later, by=cast.bob, reason="It was forged too.")
    article = review.claim.appearances.get().article
    rereview.article_changed(article, by=cast.alice, note="The quote is gone.")
    assert waiting(review.claim) == []
    workflow.publish(review, by=cast.bob)
    assert waiting(review.claim) == [("source", later), ("article", article)]


def test_corrected_verdict_queues_the_claims_that_are_tied_to_it(cast, public):
    other, apart = (factories.published(cast.alice, cast.bob) for _ in range(2))
    factories.answered(public.claim, other.claim, by=cast.bob)
    dropped = factories.contradiction(public.claim, apart.claim)
    noting.dismiss(dropped, by=cast.bob, reason="Two measures.")
    for row in Rereview.objects.open():
        rereview.still_right(row, by=cast.charlie, comment="Both are explained.")
    corrected(public, cast)
    assert waiting(other.claim) == [("verdict", public.claim)]
    assert waiting(apart.claim) == waiting(public.claim) == []


def test_retracted_verdict_queues_as_well(cast, public):
    other = factories.published(cast.alice, cast.bob)
    factories.contradiction(public.claim, other.claim)
    workflow.retract(public, by=cast.bob, comment="The source was withdrawn.")
    assert waiting(other.claim) == [("verdict", public.claim)]


# Answers.


def test_still_right_says_why_and_who(cast, public):
    row = distrusted(public, cast.bob)
    with pytest.raises(exceptions.CommentNeeded):
        rereview.still_right(row, by=cast.charlie, comment="")
    rereview.still_right(row, by=cast.charlie, comment="Two others say the same.")
    assert (row.outcome, row.done_by, row.comment) == (
        "still_right",
        cast.charlie,
        "Two others say the same.",
    )
    event = EVENTS[Rereview].objects.filter(id=row.pk).latest("pgh_id")
    assert event.pgh_context.metadata["user"] == cast.charlie.pk
    with pytest.raises(exceptions.WrongState):
        rereview.still_right(row, by=cast.alice, comment="Mine too.")


def test_outsider_answers_nothing(cast, public):
    row = distrusted(public, cast.bob)
    for answer in (rereview.still_right, rereview.correct, rereview.retract):
        with pytest.raises(exceptions.NotPermitted):
            answer(row, by=cast.dave, comment="So.")


def test_correction_answers_all_that_its_claim_waits_for(cast, public):
    row = distrusted(public, cast.bob)
    rereview.article_changed(public.claim.appearances.get().article, by=cast.alice, note="Gone.")
    new = rereview.correct(row, by=cast.bob, comment="One source fell.")
    assert (new.version, new.state) == (2, "in_review")
    assert waiting(public.claim) == []
    assert set(Rereview.objects.values_list("outcome", "done_by")) == {("correction", cast.bob.pk)}


def test_correction_by_the_ordinary_button_answers_too(cast, public):
    distrusted(public, cast.bob)
    workflow.correct(public, by=cast.bob, comment="A number was wrong.")
    assert waiting(public.claim) == []


def test_what_comes_up_while_a_correction_is_open_is_taken_up_by_it(cast, public):
    opened = workflow.correct(public, by=cast.bob, comment="A number was wrong.")
    row = distrusted(public, cast.bob)
    assert rereview.correct(row, by=cast.bob, comment="This source as well.") == opened
    assert waiting(public.claim) == []


def test_correction_that_is_declined_puts_the_claim_back(cast, public):
    row = distrusted(public, cast.bob)
    new = rereview.correct(row, by=cast.bob, comment="One source fell.")
    workflow.decline(new, by=cast.alice, comment="It holds without that source.")
    assert waiting(public.claim) == [("source", source_of(public))]


def test_declined_correction_puts_back_once_what_came_up_twice(cast, public):
    """Wrong: the decline is refused, as one cause would wait twice."""
    new = rereview.correct(distrusted(public, cast.bob), by=cast.bob, comment="One source fell.")
    rereview.trust(source_of(public), by=cast.bob)
    row = distrusted(public, cast.bob)
    assert rereview.correct(row, by=cast.bob, comment="It fell again.") == new
    workflow.decline(new, by=cast.alice, comment="It holds without that source.")
    assert list(Rereview.objects.open()) == [row]


def test_declined_correction_of_what_was_retracted_puts_nothing_back(cast, public):
    """Wrong: the claim waits, and no correction or retraction can answer it."""
    new = rereview.correct(distrusted(public, cast.bob), by=cast.bob, comment="One source fell.")
    workflow.retract(public, by=cast.bob, comment="Nothing is left of it.")
    workflow.decline(new, by=cast.alice, comment="It was retracted.")
    assert waiting(public.claim) == []


def test_retraction_answers(cast, public):
    row = distrusted(public, cast.bob)
    rereview.retract(row, by=cast.bob, comment="Nothing is left of it.")
    public.refresh_from_db()
    row.refresh_from_db()
    assert (public.state, row.outcome) == ("retracted", "retraction")


@pytest.mark.parametrize(
    "change", ["DELETE FROM claims_rereview", "UPDATE claims_rereview SET detail = 'x'"]
)
def test_why_a_claim_waits_is_not_rewritten(cast, public, change):
    distrusted(public, cast.bob)
    with pytest.raises(IntegrityError, match="stays"), connection.cursor() as cursor:
        cursor.execute(change)
