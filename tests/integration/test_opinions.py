"""Second opinions: who asks, who may give one, and what approving then needs; psql's view too."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims import exceptions
from claims.desk.review import opinions, workflow
from claims.desk.review.opinions import Standing
from claims.models import (
    Assessment,
    Evidence,
    Look,
    OpinionDecision,
    OpinionRequest,
    OpinionRule,
    Review,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast):
    """Bob and boris are editors."""
    cast.boris = factories.person("boris", "editor")
    return cast


def refused(sql, *params):
    """Run `sql` and return the name of the constraint that refuses it."""
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, params)
    return error.value.__cause__.diag.constraint_name


def assessing(review, who):
    """Give an opinion in plain SQL, as psql would; return what refuses it."""
    return refused(
        "INSERT INTO claims_assessment (review_id, assessor_id, rating_id, rationale)"
        " VALUES (%s, %s, %s, 'So.')",
        review.pk,
        who.pk,
        factories.rating().pk,
    )


def approving(review, who):
    return refused(
        "UPDATE claims_review SET state = 'approved', approved_digest = 'x', reviewer_id = %s"
        " WHERE id = %s",
        who.pk,
        review.pk,
    )


RULES = {
    "priority": ({"priority": 2}, True),
    "priority of less urgent ones": ({"priority": 1}, False),
    "topic": ({"topic": "trade"}, True),
    "another topic": ({"topic": "health"}, False),
    "part of a topic": ({"topic": "rad"}, False),
    "rating": ({"rating": "false"}, True),
    "another rating": ({"rating": "true"}, False),
    "all of it": ({"priority": 2, "topic": "trade", "rating": "false"}, True),
    "not all of it": ({"priority": 2, "topic": "health"}, False),
    "off": ({"priority": 2, "active": False}, False),
}


@pytest.mark.parametrize("name", RULES)
def test_rule_asks_when_a_review_is_submitted(cast, name):
    fields, asks = RULES[name]
    if "rating" in fields:
        fields = fields | {"rating": factories.rating(fields["rating"], text=fields["rating"])}
    rule = OpinionRule.objects.create(name=name, **fields)
    claim = factories.claim(priority=2, topics=["trade", "tariffs"])
    review = factories.submitted(cast.alice, of=claim)
    assert list(OpinionRequest.objects.values_list("review", "rule")) == (
        [(review.pk, rule.pk)] if asks else []
    )


def test_rule_says_something(cast):
    assert refused(
        "INSERT INTO claims_opinionrule (name, topic, active) VALUES ('empty', '', true)"
    ) == ("opinion_rule_says_something")


def test_submitting_again_asks_once(cast):
    OpinionRule.objects.create(name="urgent", priority=5)
    review = factories.submitted(cast.alice)
    workflow.return_(review, by=cast.bob, comment="One source is thin.")
    workflow.submit(review, by=cast.alice)
    assert OpinionRequest.objects.count() == 1


def test_asked_by_hand_by_editors_until_it_is_approved(cast):
    review = factories.submitted(cast.alice)
    with pytest.raises(exceptions.NotPermitted):
        opinions.ask(review, by=cast.charlie)
    opinions.ask(review, by=cast.bob)
    with pytest.raises(exceptions.AlreadyTaken):
        opinions.ask(review, by=cast.bob)
    late = factories.approved(cast.alice, cast.bob)
    with pytest.raises(exceptions.WrongState):
        opinions.ask(late, by=cast.bob)
    insert = "INSERT INTO claims_opinionrequest (review_id, asked_by_id) VALUES (%s, %s)"
    assert refused(insert, late.pk, cast.bob.pk) == "opinion_request_in_time"


def test_not_approved_without_the_opinion_that_was_asked_for(cast):
    review = factories.asked(cast.alice, cast.bob)
    with pytest.raises(exceptions.OpinionMissing, match="must give it first"):
        workflow.approve(review, by=cast.bob)
    assert approving(review, cast.bob) == "review_second_opinion"


def test_agreement_is_approved_as_usual(cast):
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie)
    assert opinions.of(review).standing == Standing.AGREED
    workflow.approve(review, by=cast.bob)
    assert review.state == "approved"


def test_disagreement_needs_an_editors_decision_with_a_reason(cast):
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie, "true")
    assert opinions.of(review).standing == Standing.DISPUTED
    assert list(opinions.disputed(Review.objects.all())) == [review]
    with pytest.raises(exceptions.OpinionsDiffer):
        workflow.approve(review, by=cast.bob)
    assert approving(review, cast.bob) == "review_opinions_agree"
    with pytest.raises(exceptions.CommentNeeded):
        opinions.decide(review, by=cast.bob, reason=" ")
    with pytest.raises(exceptions.NotPermitted):
        opinions.decide(review, by=cast.charlie, reason="I am right.")
    decision = opinions.decide(review, by=cast.bob, reason="The gazette settles it.")
    assert decision.rating == review.rating
    assert opinions.of(review).standing == Standing.DECIDED
    assert not opinions.disputed(Review.objects.all()).exists()
    workflow.approve(review, by=cast.bob)


def test_decision_holds_for_the_verdict_that_was_decided(cast):
    """Returned and rated otherwise again, the old decision says nothing about the new verdict."""
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie, "true")
    opinions.decide(review, by=cast.bob, reason="The gazette settles it.")
    workflow.return_(review, by=cast.bob, comment="Say it in fewer words.")
    workflow.write(review, by=cast.alice, rating=factories.rating("half", text="Half"))
    workflow.submit(review, by=cast.alice)
    assert opinions.of(review).standing == Standing.DISPUTED
    assert approving(review, cast.bob) == "review_opinions_agree"


def test_author_who_comes_round_agrees_and_the_first_rating_is_remembered(cast):
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie, "true")
    workflow.return_(review, by=cast.bob, comment="Charlie reads the gazette otherwise.")
    workflow.write(review, by=cast.alice, rating=factories.rating("true"))
    workflow.submit(review, by=cast.alice)
    assert opinions.of(review).standing == Standing.AGREED
    given = Assessment.objects.get()
    assert (given.first_rating.key, given.rating.key) == ("false", "true")


def test_a_second_disagreement_needs_another_decision(cast):
    erin = factories.person("erin", "reviewer")
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie, "true")
    opinions.decide(review, by=cast.bob, reason="The gazette settles it.")
    factories.assessed(review, erin, "true")
    assert opinions.of(review).standing == Standing.DISPUTED
    assert approving(review, cast.bob) == "review_opinions_agree"


@pytest.mark.parametrize("superuser", [False, True])
def test_who_took_a_side_does_not_decide(cast, superuser):
    for editor in (cast.bob, cast.boris):
        editor.is_superuser = superuser
        editor.save()
    review = factories.assessed(factories.asked(cast.bob, cast.boris), cast.boris, "true")
    for side in (cast.bob, cast.boris):
        with pytest.raises(exceptions.SamePerson):
            opinions.decide(review, by=side, reason="I am right.")
        insert = "INSERT INTO claims_opiniondecision (review_id, reason, decided_by_id) VALUES (%s, 'So', %s)"
        assert refused(insert, review.pk, side.pk) == "opinion_decision_other_person"


def test_assessor_who_agrees_may_approve(cast):
    """Two people, of whom the second came to the verdict blind."""
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.bob)
    workflow.approve(review, by=cast.bob)
    assert review.reviewer == cast.bob


# Who may not assess: the same for superusers and psql.


def test_author_does_not_assess(cast):
    review = factories.asked(cast.alice, cast.bob)
    assert not opinions.may_assess(review, cast.alice)
    with pytest.raises(exceptions.SamePerson):
        factories.assessed(review, cast.alice)
    assert assessing(review, cast.alice) == "assessment_other_person"


def test_who_held_it_before_does_not_assess(cast):
    review = factories.written(cast.charlie)
    workflow.assign(review, by=cast.bob, to=cast.alice)
    workflow.submit(review, by=cast.alice)
    opinions.ask(review, by=cast.bob)
    assert not opinions.may_assess(review, cast.charlie)
    assert assessing(review, cast.charlie) == "assessment_other_person"


def test_who_added_evidence_does_not_assess(cast):
    review = factories.written(cast.alice)
    Evidence.objects.filter(review=review).update(added_by=cast.charlie)
    workflow.submit(review, by=cast.alice)
    opinions.ask(review, by=cast.bob)
    assert assessing(review, cast.charlie) == "assessment_other_person"


def test_who_has_seen_it_does_not_assess(cast):
    review = factories.asked(cast.alice, cast.bob)
    assert opinions.may_assess(review, cast.charlie)
    opinions.look(review, cast.charlie)
    assert not opinions.may_assess(review, cast.charlie)
    with pytest.raises(exceptions.SamePerson, match="seen a verdict"):
        factories.assessed(review, cast.charlie)
    assert assessing(review, cast.charlie) == "assessment_blind"


def test_who_has_seen_another_version_does_not_assess(cast):
    old = factories.published(cast.alice, cast.bob)
    opinions.look(old, cast.charlie)
    new = workflow.correct(old, by=cast.bob, comment="A number was wrong.")
    workflow.write(new, by=cast.alice, correction_note="It was four.")
    workflow.submit(new, by=cast.alice)
    opinions.ask(new, by=cast.bob)
    assert assessing(new, cast.charlie) == "assessment_blind"


def test_who_wrote_another_version_does_not_assess(cast):
    """A correction begins as a copy: its first author knows the rating, and who gave it."""
    old = factories.published(cast.alice, cast.bob)
    new = workflow.correct(old, by=cast.bob, comment="A number was wrong.", to=cast.charlie)
    for evidence in new.evidence.all():
        workflow.change_evidence(evidence, by=cast.charlie, note="Read again.")
    workflow.write(new, by=cast.charlie, correction_note="It was four.")
    workflow.submit(new, by=cast.charlie)
    opinions.ask(new, by=cast.bob)
    assert not opinions.may_assess(new, cast.alice)
    assert not opinions.asked_of(Review.objects.all(), cast.alice).exists()
    assert assessing(new, cast.alice) == "assessment_blind"


def test_assessed_only_while_submitted_and_only_when_asked(cast):
    review = factories.submitted(cast.alice)
    assert assessing(review, cast.charlie) == "assessment_asked_for"
    opinions.ask(review, by=cast.bob)
    workflow.return_(review, by=cast.bob, comment="Wait.")
    assert assessing(review, cast.charlie) == "assessment_while_submitted"
    approved = factories.approved(cast.alice, cast.bob)
    assert assessing(approved, cast.charlie) == "assessment_while_submitted"


def test_one_opinion_each_with_a_reason(cast):
    review = factories.asked(cast.alice, cast.bob)
    with pytest.raises(exceptions.BadValue, match="Say why"):
        opinions.assess(review, by=cast.charlie, rating=factories.rating(), rationale="So.")
    factories.assessed(review, cast.charlie)
    with pytest.raises(exceptions.AlreadyTaken):
        factories.assessed(review, cast.charlie)


def test_who_has_no_role_does_not_assess(cast):
    review = factories.asked(cast.alice, cast.bob)
    with pytest.raises(exceptions.NotPermitted):
        factories.assessed(review, cast.dave)


@pytest.mark.parametrize("model", [Assessment, Look, OpinionRequest, OpinionDecision])
def test_what_was_said_stays(cast, model):
    review = factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie, "true")
    opinions.decide(review, by=cast.bob, reason="The gazette settles it.")
    opinions.look(review, cast.bob)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused(f"UPDATE {table} SET review_id = review_id") == "append_only"
    assert refused(f"DELETE FROM {table}") == "append_only"
    assert refused(f"TRUNCATE {table} CASCADE") == "no_truncate"


def test_database_sets_what_an_insert_claims_otherwise(cast):
    """Neither the first rating nor the time of an opinion is taken from who writes it."""
    review = factories.asked(cast.alice, cast.bob)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_assessment"
            " (review_id, assessor_id, rating_id, first_rating_id, rationale, created_at)"
            " VALUES (%s, %s, %s, %s, 'So.', '1999-01-01')",
            [review.pk, cast.charlie.pk, *[factories.rating("true").pk] * 2],
        )
    given = Assessment.objects.get()
    assert (given.first_rating.key, given.created_at.year) == ("false", review.moved_at.year)


def test_a_look_is_written_once_and_only_of_what_there_is_to_see(cast):
    review = workflow.open_review(factories.claim())
    opinions.look(review, cast.charlie)
    assert not Look.objects.exists()
    workflow.start(review, by=cast.alice)
    for _ in range(2):
        opinions.look(review, cast.alice)
        opinions.look(review, cast.charlie)
    assert list(Look.objects.values_list("user", flat=True)) == [cast.alice.pk, cast.charlie.pk]
