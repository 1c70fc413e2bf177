"""A session that ended keeps what was typed: for the same person, and saved by nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.desk.review import workflow
from claims.models import KeptForm, ReviewComment
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db
TYPED = "Typed for an hour, and sent too late."


def form_of(client, review, **typed):
    """What the page that `client` has open sends."""
    page = client.get(pages.of(review))
    return pages.draft(review, **typed) | {
        "owner": pages.hidden(page, "owner"),
        "csrfmiddlewaretoken": pages.hidden(page, "csrfmiddlewaretoken"),
    }


def logged_in(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_what_is_sent_without_a_session_is_back_after_logging_in(desk):
    review = factories.started(desk.alice)
    client = logged_in(desk.alice)
    form = form_of(client, review, title=TYPED)
    del client.cookies["sessionid"]
    answer = client.post(pages.step(review, "submit"), form)
    assert answer["Location"] == f"/admin/login/?next={pages.of(review)}"
    page = client.get(answer["Location"])
    assert "Log in again as the same person" in page.content.decode()
    back = client.post(
        answer["Location"],
        {
            "username": "alice",
            "password": factories.PASSWORD,
            "csrfmiddlewaretoken": pages.hidden(page, "csrfmiddlewaretoken"),
            "next": pages.of(review),
        },
        follow=True,
    )
    assert f'value="{TYPED}"' in back.content.decode()
    assert "Your session ended before this was saved." in back.content.decode()
    review.refresh_from_db()
    assert (review.title, review.state) == ("", "in_review")

    form |= {name: pages.hidden(back, name) for name in ("owner", "csrfmiddlewaretoken", "seen")}
    assert client.post(pages.of(review), form).status_code == 302
    review.refresh_from_db()
    assert (review.title, KeptForm.objects.count()) == (TYPED, 0)


def test_text_is_not_shown_to_who_logs_in_instead(desk):
    review = factories.started(desk.alice)
    client = logged_in(desk.alice)
    form = form_of(client, review, title=TYPED)
    client.logout()
    client.post(pages.of(review), form)
    for person in (desk.bob, desk.charlie, desk.root):
        page = logged_in(person).get(pages.of(review))
        assert TYPED not in page.content.decode()
    assert TYPED in logged_in(desk.alice).get(pages.of(review)).content.decode()


def test_token_of_the_session_before_loses_no_text(desk):
    review = factories.started(desk.alice)
    client = logged_in(desk.alice)
    form = form_of(client, review, title=TYPED) | {"csrfmiddlewaretoken": "x" * 64}
    answer = client.post(pages.of(review), form, follow=True)
    assert answer.redirect_chain == [(pages.of(review), 302)]
    assert f'value="{TYPED}"' in answer.content.decode()
    review.refresh_from_db()
    assert review.title == ""


def test_page_of_somebody_else_is_kept_for_them_and_saved_for_nobody(desk):
    """alice's tab, and charlie has logged in beside it, who writes this review by now."""
    review = factories.started(desk.alice)
    form = form_of(desk.browsers.alice, review, title=TYPED)
    workflow.assign(review, by=desk.bob, to=desk.charlie)
    page = desk.browsers.charlie.post(pages.of(review), form, follow=True).content.decode()
    assert "opened by somebody else" in page
    assert TYPED not in page
    review.refresh_from_db()
    assert (review.title, KeptForm.objects.get().owner) == ("", desk.alice)


def test_text_of_a_review_that_another_writes_now_is_still_shown_to_who_typed_it(desk):
    review = factories.started(desk.alice)
    form = form_of(desk.browsers.alice, review, title=TYPED)
    desk.browsers.nobody.post(pages.of(review), form)
    workflow.assign(review, by=desk.bob, to=desk.charlie)
    assert TYPED in desk.browsers.alice.get(pages.of(review)).content.decode()


def test_what_was_stored_meanwhile_is_put_to_a_choice(desk):
    review = factories.started(desk.alice)
    form = form_of(desk.browsers.alice, review, title=TYPED)
    desk.browsers.nobody.post(pages.of(review), form)
    workflow.write(review, by=desk.alice, title="Saved in another tab")
    page = desk.browsers.alice.get(pages.of(review))
    (conflict,) = page.context["merge"].conflicts
    assert (conflict.mine, conflict.stored) == (TYPED, "Saved in another tab")


def test_comment_of_a_step_is_kept_too(desk):
    review = factories.submitted(desk.alice)
    owner = pages.hidden(desk.browsers.bob.get(pages.of(review)), "owner")
    sent = {"owner": owner, "comment-return": TYPED}
    desk.browsers.nobody.post(pages.step(review, "return"), sent)
    assert TYPED in desk.browsers.bob.get(pages.of(review)).content.decode()
    desk.browsers.bob.post(pages.step(review, "return"), sent)
    assert not KeptForm.objects.exists()


NEW = {
    "new-TOTAL_FORMS": 2,
    "new-INITIAL_FORMS": 0,
    "new-0-url": "https://example.org/report",
    "new-0-title": "The report",
    "new-0-source_type": "primary",
    "new-0-stance": "refutes",
    "new-0-note": "Says so itself.",
}


def test_new_evidence_and_a_comment_are_kept_too_and_saved_once_sent_again(desk):
    review = factories.started(desk.alice)
    form = form_of(desk.browsers.alice, review, title=TYPED) | NEW | {"comment": "@bob: ready?"}
    desk.browsers.nobody.post(pages.comment(review), form)
    back = desk.browsers.alice.get(pages.of(review)).content.decode()
    for typed in (
        'value="https://example.org/report"',
        "Says so itself.",
        "@bob: ready?</textarea>",
    ):
        assert typed in back
    assert not ReviewComment.objects.exists()
    assert desk.browsers.alice.post(pages.comment(review), form).status_code == 302
    assert review.evidence.get().source.title == "The report"
    assert ReviewComment.objects.get().body == "@bob: ready?"
    assert not KeptForm.objects.exists()


def test_comment_that_was_said_is_not_shown_again_when_its_step_is_refused(desk):
    review = factories.submitted(desk.alice)
    sent = {
        "owner": pages.hidden(desk.browsers.bob.get(pages.of(review)), "owner"),
        "comment": TYPED,
    }
    desk.browsers.nobody.post(pages.step(review, "return"), sent)
    refused = desk.browsers.bob.post(pages.step(review, "return"), sent).content.decode()
    assert "needs a comment" in refused
    for page in (refused, desk.browsers.bob.get(pages.of(review)).content.decode()):
        assert page.count(TYPED) == 1


def test_next_claim_keeps_the_comment_of_the_page_that_is_left(desk):
    review, following = factories.submitted(desk.alice), workflow.open_review(factories.claim())
    owner = pages.hidden(desk.browsers.alice.get(pages.of(review)), "owner")
    sent = {"owner": owner, "after": review.pk, "comment": TYPED}
    address = reverse("admin:claims_review_next")
    desk.browsers.nobody.post(address, sent)
    assert f"{TYPED}</textarea>" in desk.browsers.alice.get(pages.of(review)).content.decode()
    assert desk.browsers.alice.post(address, sent)["Location"] == pages.of(following)
    assert ReviewComment.objects.get().review == review
    assert not KeptForm.objects.exists()
    empty = desk.browsers.alice.post(address, sent, follow=True)
    assert empty.redirect_chain == [("/admin/", 302)]
    assert ReviewComment.objects.count() == 2
    refused = desk.browsers.alice.post(address, sent | {"comment": "x" * 5_001})
    assert "This comment is too long" in refused.content.decode()


@pytest.mark.parametrize("after", ["", "x", "999999", None])
def test_next_claim_from_no_page_of_ours_keeps_nothing(desk, after):
    workflow.open_review(factories.claim())
    owner = pages.hidden(desk.browsers.alice.get(pages.of(factories.started(desk.alice))), "owner")
    sent = {"owner": owner} if after is None else {"owner": owner, "after": after}
    address = reverse("admin:claims_review_next")
    desk.browsers.nobody.post(address, sent)
    assert not KeptForm.objects.exists()
    expected = 302 if after is None else 404
    assert desk.browsers.alice.post(address, sent).status_code == expected


def test_kept_text_is_gone_after_an_hour_or_thrown_away(desk):
    review = factories.started(desk.alice)
    form = form_of(desk.browsers.alice, review, title=TYPED)
    desk.browsers.nobody.post(pages.of(review), form)
    KeptForm.objects.update(kept_at=timezone.now() - timedelta(minutes=61))
    assert TYPED not in desk.browsers.alice.get(pages.of(review)).content.decode()
    desk.browsers.nobody.post(pages.of(review), form)
    thrown = desk.browsers.alice.post(pages.of(review), form | {"throw-away": ""})
    assert (thrown.status_code, KeptForm.objects.count()) == (302, 0)
    review.refresh_from_db()
    assert review.title == ""


@pytest.mark.parametrize("owner", ["", "x", "WzEsIi8iXQ:1abc:forged"])
def test_what_no_page_of_ours_sent_is_not_kept(desk, owner):
    review = factories.started(desk.alice)
    form = pages.draft(review, title=TYPED) | {"owner": owner}
    assert desk.browsers.nobody.post(pages.of(review), form).status_code == 302
    assert logged_in(desk.alice).post(pages.of(review), form).status_code == 403
    assert not KeptForm.objects.exists()


def test_signature_is_good_for_its_own_page_alone(desk):
    review, other = factories.started(desk.alice), factories.started(desk.alice)
    form = form_of(desk.browsers.alice, review, title=TYPED)
    desk.browsers.nobody.post(pages.of(other), form)
    assert not KeptForm.objects.exists()
