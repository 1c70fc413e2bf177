"""A session that ended keeps what was typed on every page where one writes, for the same person."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims.desk.contradictions import noting
from claims.desk.review import replies, rereview
from claims.models import Assessment, KeptForm, OpinionDecision, OpinionRequest, Rereview, Source
from tests import factories
from tests.admin import forms, pages

pytestmark = pytest.mark.django_db
TYPED = "Typed for an hour, and sent too late."


def contact():
    fields = {"channel": "email", "to": "press@example.org", "contacted_at": "2026-03-02"}
    writer = User.objects.get(username="alice")
    return replies.log(factories.claim(), by=writer, asked="Is it so?", **fields)


MAKE = {
    "claim": (factories.claim, "text"),
    "article": (factories.article, "headline"),
    "source": (factories.source, "title"),
    "claimant": (factories.claimant, "name"),
    "publisher": (factories.publisher, "name"),
    "rating": (factories.rating, "definition"),
    "contact": (contact, "asked"),
}


def pair(**fields):
    return factories.contradiction(factories.claim(), factories.claim(), **fields)


def opinion(review, what):
    return reverse(f"admin:claims_review_opinion_{what}", args=[review.pk])


def too_late(desk, address, form, page=None):
    """Send a form of bob's without his session; return the page that he finds after logging in."""
    page = page or address
    answer = desk.browsers.nobody.post(address, form)
    assert answer["Location"] == f"/admin/login/?next={page}"
    for other in ("charlie", "root"):
        assert TYPED not in getattr(desk.browsers, other).get(page).content.decode()
    found = desk.browsers.bob.get(page)
    assert found.status_code == 200
    assert "Your session ended before this was saved." in found.content.decode()
    assert TYPED in found.content.decode()
    return found


@pytest.mark.parametrize("kind", MAKE)
def test_form_is_back_after_logging_in_and_can_be_saved(desk, kind):
    make, field = MAKE[kind]
    row = make()
    form = forms.opened(desk.browsers.bob, pages.of(row), **{field: TYPED})
    found = too_late(desk, pages.of(row), form)
    row.refresh_from_db()
    assert getattr(row, field) != TYPED
    assert desk.browsers.bob.post(pages.of(row), forms.of(found)).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, field), KeptForm.objects.count()) == (TYPED, 0)


def test_form_of_a_new_one_is_back_too(desk):
    adding = pages.adding("source")
    typed = {"url": "https://example.org/report", "title": TYPED, "source_type": "primary"}
    form = forms.opened(desk.browsers.bob, adding, **typed)
    found = too_late(desk, adding, form)
    assert not Source.objects.exists()
    assert desk.browsers.bob.post(adding, forms.of(found)).status_code == 302
    assert (Source.objects.get().title, KeptForm.objects.count()) == (TYPED, 0)


def test_rows_are_back_too(desk):
    claimant = factories.claimant("Mark Carney")
    form = forms.opened(desk.browsers.bob, pages.of(claimant), **{"aliases-0-name": TYPED})
    found = too_late(desk, pages.of(claimant), form)
    assert desk.browsers.bob.post(pages.of(claimant), forms.of(found)).status_code == 302
    assert claimant.aliases.get().name == TYPED


def test_what_was_stored_meanwhile_is_put_to_a_choice(desk):
    source = factories.source()
    form = forms.opened(desk.browsers.bob, pages.of(source), title=TYPED)
    Source.objects.filter(pk=source.pk).update(title="Saved meanwhile")
    conflict = forms.conflicts(too_late(desk, pages.of(source), form))["title"]
    assert (conflict.mine, conflict.stored) == (TYPED, "Saved meanwhile")


def test_what_was_deleted_meanwhile_is_back_as_a_new_one(desk):
    source = factories.source()
    form = forms.opened(desk.browsers.bob, pages.of(source), title=TYPED)
    address = pages.of(source)
    desk.browsers.nobody.post(address, form)
    source.delete()
    found = desk.browsers.bob.get(address).content.decode()
    assert "This source was deleted since you opened it" in found
    assert TYPED in found


def test_it_is_thrown_away_when_asked(desk):
    source = factories.source()
    form = forms.opened(desk.browsers.bob, pages.of(source), title=TYPED)
    found = too_late(desk, pages.of(source), form)
    assert 'name="throw-away"' in found.content.decode()
    desk.browsers.bob.post(pages.of(source), {"throw-away": ""})
    assert TYPED not in desk.browsers.bob.get(pages.of(source)).content.decode()


def test_who_may_not_type_there_any_more_sees_the_page_as_it_is(desk):
    source = factories.source()
    form = forms.opened(desk.browsers.bob, pages.of(source), title=TYPED)
    desk.browsers.nobody.post(pages.of(source), form)
    desk.bob.groups.set(desk.erin.groups.all())
    answer = desk.browsers.bob.get(pages.of(source))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("make", "mark", "field"),
    [(factories.source, "unreliable", "reason"), (factories.article, "changed", "note")],
)
def test_reason_of_a_mark_is_back(desk, make, mark, field):
    row = make()
    address = reverse(f"admin:claims_{row._meta.model_name}_mark", args=[row.pk, mark])
    form = pages.owner(desk.browsers.bob, pages.of(row)) | {field: TYPED}
    found = too_late(desk, address, form, pages.of(row))
    assert f">{TYPED}</textarea>" in found.content.decode()
    desk.browsers.bob.post(address, form)
    assert KeptForm.objects.count() == 0


@pytest.mark.parametrize(("decision", "field"), [("resolve", "resolution"), ("dismiss", "reason")])
def test_reason_of_a_decision_is_back(desk, decision, field):
    row = noting.confirm(pair(), by=desk.bob)
    form = pages.owner(desk.browsers.bob, pages.of(row)) | pages.about(row)
    form |= {field: TYPED, "holds": "left"}
    found = too_late(desk, pages.decide(row, decision), form, pages.of(row))
    assert f">{TYPED}</textarea>" in found.content.decode()
    assert desk.browsers.bob.post(pages.decide(row, decision), form).status_code == 302
    row.refresh_from_db()
    assert (row.resolution, KeptForm.objects.count()) == (TYPED, 0)


def test_description_of_a_contradiction_is_back(desk):
    row = pair()
    form = pages.owner(desk.browsers.bob, pages.of(row)) | pages.shown(row)
    said = {name: getattr(row, name) for name in noting.DESCRIBED_FIELDS}
    form |= said | {"note": TYPED}
    too_late(desk, pages.of(row), form)
    assert desk.browsers.bob.post(pages.of(row), form).status_code == 302
    row.refresh_from_db()
    assert (row.note, KeptForm.objects.count()) == (TYPED, 0)


def test_reason_is_shown_where_it_was_decided_meanwhile(desk):
    row = pair()
    form = pages.owner(desk.browsers.bob, pages.of(row)) | pages.about(row) | {"reason": TYPED}
    desk.browsers.nobody.post(pages.decide(row, "dismiss"), form)
    noting.dismiss(row, by=desk.root, reason="Two measures.")
    page = desk.browsers.bob.get(pages.of(row))
    assert page.context["unsaved"] == [("Why do they go together after all?", TYPED)]


def test_what_was_typed_on_the_board_is_back(desk):
    row, other = pair(), pair()
    board = reverse("admin:claims_contradiction_board")
    address = reverse("admin:claims_contradiction_board_decide", args=[row.pk])
    form = pages.owner(desk.browsers.bob, board) | pages.about(row)
    form |= {"row": row.pk, "decision": "dismiss", "text": TYPED, "relation": row.relation}
    found = too_late(desk, address, form | {"note": row.note}, board)
    assert [card.row for card in found.context["cards"]] == [row]
    desk.browsers.bob.post(board, {"throw-away": ""})
    shown = [card.row for card in desk.browsers.bob.get(board).context["cards"]]
    assert (shown, KeptForm.objects.count()) == ([row, other], 0)


def test_signature_of_one_page_keeps_nothing_of_another(desk):
    one, other = factories.source(), factories.source()
    form = forms.opened(desk.browsers.bob, pages.of(one), title=TYPED)
    desk.browsers.nobody.post(pages.of(other), form)
    assert not KeptForm.objects.exists()


def test_blind_opinion_is_back_and_can_be_given(desk):
    review = factories.asked(desk.alice, desk.root)
    form = pages.owner(desk.browsers.bob, pages.of(review))
    form |= {"rating": factories.rating("true").pk, "rationale": TYPED}
    found = too_late(desk, opinion(review, "assess"), form, pages.of(review)).content.decode()
    assert f">\n{TYPED}</textarea>" in found
    assert "checked" in found
    assert factories.EXPLANATION not in found
    assert desk.browsers.bob.post(opinion(review, "assess"), form).status_code == 302
    assert (Assessment.objects.get().rationale, KeptForm.objects.count()) == (TYPED, 0)


def test_blind_opinion_is_thrown_away_when_asked(desk):
    review = factories.asked(desk.alice, desk.root)
    form = pages.owner(desk.browsers.bob, pages.of(review)) | {"rationale": TYPED}
    too_late(desk, opinion(review, "assess"), form, pages.of(review))
    desk.browsers.bob.post(pages.of(review), {"throw-away": ""})
    assert TYPED not in desk.browsers.bob.get(pages.of(review)).content.decode()


def test_blind_opinion_is_shown_where_somebody_gave_theirs_meanwhile(desk):
    review = factories.asked(desk.alice, desk.root)
    form = pages.owner(desk.browsers.bob, pages.of(review)) | {"rationale": TYPED}
    desk.browsers.nobody.post(opinion(review, "assess"), form)
    factories.assessed(review, desk.charlie)
    page = desk.browsers.bob.get(pages.of(review))
    assert page.context["unsaved"] == [("Your second opinion", TYPED)]
    assert TYPED in page.content.decode()


def test_reason_why_a_verdict_stands_is_back(desk):
    review = factories.assessed(factories.asked(desk.alice, desk.bob), desk.charlie, "true")
    form = pages.owner(desk.browsers.bob, pages.of(review)) | {"opinion-reason": TYPED}
    too_late(desk, opinion(review, "stand"), form, pages.of(review))
    assert desk.browsers.bob.post(opinion(review, "stand"), form).status_code == 302
    assert (OpinionDecision.objects.get().reason, KeptForm.objects.count()) == (TYPED, 0)


def test_comment_sent_with_asking_for_an_opinion_is_back(desk):
    review = factories.submitted(desk.alice)
    form = pages.owner(desk.browsers.bob, pages.of(review)) | {"comment": TYPED}
    too_late(desk, opinion(review, "ask"), form, pages.of(review))
    assert not OpinionRequest.objects.exists()


@pytest.fixture
def again(desk):
    """A published claim that waits to be looked at again."""
    review = factories.published(desk.alice, desk.bob)
    rereview.distrust(review.evidence.first().source, by=desk.bob, reason="It was forged.")
    return Rereview.objects.get()


@pytest.mark.parametrize("answer", ["still-right", "correct", "retract"])
def test_answer_to_a_rereview_is_back(desk, again, answer):
    address = reverse("admin:claims_rereview_answer", args=[again.pk, answer])
    form = pages.owner(desk.browsers.bob, pages.of(again)) | {f"comment-{answer}": TYPED}
    found = too_late(desk, address, form, pages.of(again))
    assert f">{TYPED}</textarea>" in found.content.decode()
    assert desk.browsers.bob.post(address, form).status_code == 302
    again.refresh_from_db()
    assert (bool(again.done_at), KeptForm.objects.count()) == (True, 0)


def test_answer_to_a_rereview_is_shown_where_it_was_answered_meanwhile(desk, again):
    address = reverse("admin:claims_rereview_answer", args=[again.pk, "still-right"])
    form = pages.owner(desk.browsers.bob, pages.of(again)) | {"comment-still-right": TYPED}
    desk.browsers.nobody.post(address, form)
    rereview.still_right(again, by=desk.root, comment="Another document says so.")
    page = desk.browsers.bob.get(pages.of(again))
    assert page.context["unsaved"] == [("Why does it hold all the same?", TYPED)]
    desk.browsers.bob.post(pages.of(again), {"throw-away": ""})
    assert TYPED not in desk.browsers.bob.get(pages.of(again)).content.decode()
