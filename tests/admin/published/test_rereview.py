"""The queue of re-reviews, its answers, and the marks that fill it, as people use them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.desk.review import rereview
from claims.models import Rereview
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(desk):
    review = factories.published(desk.alice, desk.bob)
    rereview.distrust(review.evidence.first().source, by=desk.bob, reason="It was forged.")
    return Rereview.objects.get()


def mark(target, name):
    return reverse(f"admin:claims_{target._meta.model_name}_mark", args=[target.pk, name])


def answer(row, name):
    return reverse("admin:claims_rereview_answer", args=[row.pk, name])


def queries(browser, url):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_editor_marks_a_source_and_is_told_what_waits(desk):
    review = factories.published(desk.alice, desk.bob)
    source = review.evidence.first().source
    data = {"reason": "It was <b>forged</b>."}
    page = desk.browsers.bob.post(mark(source, "unreliable"), data, follow=True).content.decode()
    assert "because of it: 1." in page
    assert "It was &lt;b&gt;forged&lt;/b&gt;." in page
    assert Rereview.objects.get().source == source
    page = desk.browsers.bob.post(mark(source, "reliable"), follow=True).content.decode()
    assert "Take the mark off" not in page


def test_mark_without_a_reason_is_refused(desk):
    source = factories.source()
    page = desk.browsers.bob.post(mark(source, "unreliable"), {"reason": " "}, follow=True)
    assert "Say why this source is unreliable." in page.content.decode()
    source.refresh_from_db()
    assert source.unreliable_at is None


@pytest.mark.parametrize(
    ("who", "of_source", "of_article"),
    [("nobody", 302, 302), ("dave", 302, 302), ("erin", 403, 403), ("alice", 403, 302)],
)
def test_marks_are_for_those_who_may(desk, who, of_source, of_article):
    browser = getattr(desk.browsers, who)
    source, article = factories.source(), factories.article()
    assert browser.post(mark(source, "unreliable"), {"reason": "x"}).status_code == of_source
    assert browser.post(mark(article, "changed"), {"note": "x"}).status_code == of_article
    article.refresh_from_db()
    assert bool(article.changed_at) is (who == "alice")
    assert mark(source, "unreliable") not in browser.get(pages.of(source)).content.decode()


def test_mark_by_get_and_unknown_marks_do_nothing(desk):
    source = factories.source()
    assert (
        "Nothing was done"
        in desk.browsers.bob.get(mark(source, "unreliable"), follow=True).content.decode()
    )
    assert desk.browsers.bob.post(mark(source, "blessed")).status_code == 404


def test_queue_shows_what_waits_with_its_reason(desk, row):
    page = desk.browsers.alice.get(pages.listing("rereview")).content.decode()
    assert row.claim.text in page
    assert "A source is unreliable" in page
    rereview.still_right(row, by=desk.charlie, comment="It holds.")
    nothing = desk.browsers.alice.get(pages.listing("rereview")).content.decode()
    assert row.claim.text not in nothing
    assert "Nothing waits here." in nothing
    assert '<a href="?answer=all">Look among all</a>' in nothing
    everything = desk.browsers.alice.get(pages.listing("rereview"), {"answer": "all"})
    assert row.claim.text in everything.content.decode()


def test_my_day_and_the_page_of_the_claim_say_that_it_waits(desk, row):
    review = row.claim.reviews.get()
    for url in ("/admin/", pages.of(review)):
        assert f'href="{pages.of(row)}"' in desk.browsers.alice.get(url).content.decode()
    assert "Unreliable source" in desk.browsers.alice.get(pages.of(review)).content.decode()


def test_reviewer_answers_that_it_is_still_right(desk, row):
    data = {"comment-still-right": "Another document says the same."}
    page = desk.browsers.charlie.post(answer(row, "still-right"), data, follow=True)
    assert "still right." in page.content.decode()
    row.refresh_from_db()
    assert (row.outcome, row.done_by) == ("still_right", desk.charlie)


def test_editor_begins_a_correction_and_lands_on_it(desk, row):
    reply = desk.browsers.bob.post(answer(row, "correct"), {"comment-correct": "One fell."})
    assert reply.url == pages.of(row.claim.reviews.get(version=2))


def test_answer_without_a_word_is_refused_and_the_page_stays(desk, row):
    page = desk.browsers.bob.post(answer(row, "still-right"), {}).content.decode()
    assert "Say why what is published is still right." in page
    assert row.claim.text in page


def test_second_answer_is_a_conflict(desk, row):
    rereview.still_right(row, by=desk.charlie, comment="It holds.")
    data = {"comment-retract": "No."}
    assert desk.browsers.bob.post(answer(row, "retract"), data).status_code == 409


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("nobody", (302, 302, 302)),
        ("dave", (302, 302, 302)),
        ("erin", (403, 403, 403)),
        ("alice", (403, 403, 302)),
    ],
)
def test_crafted_answers_are_refused(desk, row, who, statuses):
    browser = getattr(desk.browsers, who)
    seen = tuple(
        browser.post(answer(row, name), {f"comment-{name}": "So."}).status_code
        for name in ("retract", "correct", "still-right")
    )
    assert seen == statuses
    row.refresh_from_db()
    assert bool(row.done_at) is (who == "alice")


def test_queries_do_not_grow(desk, row):
    addresses = (pages.listing("rereview"), "/admin/", pages.of(row.claim.reviews.get()))
    factories.published(desk.alice, desk.bob)  # A similar one.
    desk.browsers.bob.get(addresses[-1])  # The first look is written down.
    before = [queries(desk.browsers.bob, url) for url in addresses]
    source = row.source
    article = row.claim.appearances.get().article
    for number in range(4):
        other = factories.published(desk.alice, desk.bob)
        rereview.article_changed(other.claim.appearances.get().article, by=desk.bob, note="Gone.")
        fields = {"url": f"https://example.org/{number}", "title": "T", "source_type": "primary"}
        assert source.__class__.objects.create(**fields)
    rereview.article_changed(article, by=desk.bob, note="Gone.")
    assert Rereview.objects.open().count() == 6
    assert [queries(desk.browsers.bob, url) for url in addresses] == before
