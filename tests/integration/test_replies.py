"""Right of reply: what is logged, what of it is published, and who may approve it."""

import json
from datetime import date

import pytest

from claims import exceptions
from claims.desk.review import replies, standards, workflow
from claims.models import EVENTS, Publication, ReplyRequest
from claims.record import documents
from tests import factories

pytestmark = pytest.mark.django_db
ASKED = {
    "channel": "email",
    "to": "The press office, press@example.org",
    "contacted_at": date(2026, 3, 2),
    "asked": "Is the measure in force?",
}
PUBLIC = {
    "contacted_at": "2026-03-02",
    "channel": "email",
    "asked": "Is the measure in force?",
    "answer": "",
    "answered_at": None,
}


def published_document():
    return json.loads(bytes(Publication.objects.latest("sequence").document))


def test_public_contact_is_published_without_whom_the_desk_asked(cast):
    review = factories.written(cast.alice)
    replies.log(review.claim, by=cast.alice, **ASKED, public=True)
    workflow.submit(review, by=cast.alice)
    workflow.publish(workflow.approve(review, by=cast.bob), by=cast.bob)
    document = published_document()
    assert document["right_of_reply"] == [PUBLIC]
    assert "press" not in json.dumps(document)


def test_contact_that_stays_at_the_desk_leaves_the_document_as_it_was(cast):
    review = factories.submitted(cast.alice)
    before = documents.content(review)
    replies.log(review.claim, by=cast.alice, **ASKED)
    assert documents.content(review) == before
    assert "right_of_reply" not in before


def test_approval_covers_what_is_public_of_a_contact(cast):
    review = factories.submitted(cast.alice)
    row = replies.log(review.claim, by=cast.alice, **ASKED, public=True)
    workflow.approve(review, by=cast.bob)
    answer = {"answer": "Yes, since May.", "answered_at": date(2026, 3, 5)}
    replies.change(row, by=cast.alice, **answer)
    with pytest.raises(exceptions.ChangedSinceApproval):
        workflow.publish(review, by=cast.bob)


def test_who_wrote_a_public_contact_does_not_approve(cast):
    review = factories.submitted(cast.alice)
    row = replies.log(review.claim, by=cast.bob, **ASKED, public=True)
    replies.change(row, by=cast.alice, asked="Is it?")  # whoever wrote it after him
    for person in (cast.bob, factories.person("root", "editor", is_superuser=True)):
        if person != cast.bob:
            replies.change(row, by=person, asked="Is it really?")
        with pytest.raises(exceptions.SamePerson, match="contact with the claimant"):
            workflow.approve(review, by=person)
    assert workflow.approve(review, by=factories.person("erin", "editor")).state == "approved"


def test_contact_of_a_published_version_does_not_bar_from_the_next(cast):
    erin = factories.person("erin", "editor")
    review = factories.submitted(cast.alice)
    replies.log(review.claim, by=cast.bob, **ASKED, public=True)
    workflow.publish(workflow.approve(review, by=erin), by=erin)
    new = workflow.correct(review, by=erin, comment="A number was wrong.")
    workflow.write(new, by=cast.alice, correction_note="It is four.")
    workflow.submit(new, by=cast.alice)
    assert workflow.approve(new, by=cast.bob).state == "approved"


def test_history_keeps_what_stood_there_and_who_wrote_it(cast):
    row = replies.log(factories.claim(), by=cast.alice, **ASKED)
    replies.change(row, by=cast.charlie, answer="No.", answered_at=date(2026, 3, 4))
    events = EVENTS[ReplyRequest].objects.filter(id=row.pk).order_by("pgh_id")
    seen = [(event.pgh_label, event.answer, event.pgh_context.metadata["user"]) for event in events]
    assert seen == [("insert", "", cast.alice.pk), ("update", "No.", cast.charlie.pk)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"to": ""}, "whom the desk asked"),
        ({"channel": "none"}, "whom the desk asked"),
        ({"asked": ""}, "what was asked"),
        ({"answer": "No."}, "give both"),
        ({"answer": "No.", "answered_at": date(2026, 3, 1)}, "before the question"),
    ],
)
def test_contact_that_makes_no_sense_is_refused_in_words(cast, fields, words):
    with pytest.raises(exceptions.BadValue, match=words):
        replies.log(factories.claim(), by=cast.alice, **ASKED | fields)


def test_outsider_logs_nothing(cast):
    with pytest.raises(exceptions.NotPermitted):
        replies.log(factories.claim(), by=cast.dave, **ASKED)


def test_advice_asks_for_a_contact_where_the_verdict_is_not_true_and_holds_nothing_up(cast):
    review = factories.written(cast.alice)
    assert [point.met for point in standards.advice(review)] == [False]
    fields = {"normalized": "TRUE", "averitec": "Supported"}
    factories.rating("true", **fields)
    assert standards.advice(factories.written(cast.alice, rated="true")) == []
    assert workflow.submit(review, by=cast.alice).state == "submitted"


def test_reason_why_nobody_was_asked_follows_the_advice(cast):
    review = factories.written(cast.alice)
    reason = {"channel": "none", "to": "", "asked": "Nobody knows who said it first."}
    replies.log(review.claim, by=cast.alice, **ASKED | reason)
    assert [point.met for point in standards.advice(review)] == [True]
