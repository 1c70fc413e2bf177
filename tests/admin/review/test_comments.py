"""Comments on a review: who says them, whom they call, and that they stay as they were said."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims import exceptions
from claims.admin import myday
from claims.desk.review import comments, workflow
from claims.models import EVENTS, CommentMention, ReviewComment
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def say(desk, review, body, who="bob", **data):
    return getattr(desk.browsers, who).post(pages.comment(review), {"comment": body} | data)


def called(comment):
    return {mention.user.username for mention in comment.mentions.all()}


def waiting(user):
    sections = myday.sections(type(user).objects.get(pk=user.pk))
    return next((part for part in sections if part.key == "mentioned"), None)


def test_comment_stands_in_the_thread_of_the_page(desk):
    review = factories.started(desk.alice)
    assert say(desk, review, "Is the second source independent?").status_code == 302
    page = desk.browsers.alice.get(pages.of(review)).content.decode()
    assert "Is the second source independent?" in page
    assert "<strong>bob</strong>" in page


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@alice, and @charlie.", {"alice", "charlie"}),
        ("(@alice)", {"alice"}),
        ("alice@example.org, bob@alice", set()),
        ("@dave and @nobody-here", set()),
        ("@bob himself", set()),
        ("@alice @alice", {"alice"}),
    ],
)
def test_mentions_call_staff_and_nobody_else(desk, body, names):
    assert called(comments.add(factories.started(desk.alice), by=desk.bob, body=body)) == names


def test_unknown_names_stay_text_and_known_ones_are_links(desk):
    review = factories.started(desk.alice)
    say(desk, review, "@charlie and @someone")
    page = desk.browsers.alice.get(pages.of(review)).content.decode()
    link = f'?author__id__exact={desk.charlie.pk}">@charlie</a> and @someone</p>'
    assert link in page
    assert (
        desk.browsers.alice.get(
            pages.listing("review"), {"author__id__exact": desk.charlie.pk}
        ).status_code
        == 200
    )


def test_who_is_mentioned_finds_it_on_the_front_page_until_opened(desk):
    review = factories.started(desk.alice)
    assert waiting(desk.charlie) is None
    say(desk, review, "@charlie, your subject.")
    section = waiting(desk.charlie)
    # Not what it says: charlie has not seen this review, and may be asked for a blind opinion.
    assert (section.count, section.rows[0].text) == (1, "A comment calls you")
    assert desk.browsers.charlie.get(section.url).status_code == 200
    desk.browsers.alice.get(pages.of(review))
    assert waiting(desk.charlie) is not None
    assert desk.browsers.charlie.get(section.rows[0].url).status_code == 200
    assert waiting(desk.charlie) is None
    assert CommentMention.objects.get().seen_at is not None
    say(desk, review, "@charlie, once more.")
    assert waiting(desk.charlie).rows[0].text == "@charlie, once more."


def test_all_versions_of_a_review_share_one_thread(desk):
    review = factories.published(desk.alice, desk.bob)
    say(desk, review, "@alice: the number is old.")
    new = workflow.correct(review, by=desk.bob, comment="A number was wrong.")
    page = desk.browsers.alice.get(pages.of(new)).content.decode()
    assert "the number is old." in page
    assert "on version 1" in page
    assert waiting(desk.alice) is None


def test_comment_is_kept_with_whatever_button_sent_it(desk):
    review = factories.written(desk.alice)
    data = pages.draft(review, title="A better title") | {"comment": "@bob: ready."}
    desk.browsers.alice.post(pages.step(review, "submit"), data)
    review.refresh_from_db()
    assert (review.state, review.title) == ("submitted", "A better title")
    assert ReviewComment.objects.get().body == "@bob: ready."


def test_commenting_saves_the_draft_as_well(desk):
    review = factories.started(desk.alice)
    say(desk, review, "Half done.", "alice", **pages.draft(review, title="Kept"))
    review.refresh_from_db()
    assert review.title == "Kept"


def test_comment_is_said_once_when_the_step_after_it_is_refused(desk):
    review = factories.started(desk.alice)
    data = pages.draft(review) | {"comment": "Said before."}
    answer = desk.browsers.alice.post(pages.step(review, "submit"), data)
    assert "does not meet the desk’s standards yet" in answer.content.decode()
    assert answer.content.decode().count("Said before.") == 1
    assert ReviewComment.objects.count() == 1


@pytest.mark.parametrize("body", ["", "   ", "x" * (comments.MAX_BODY + 1), "null\0character"])
def test_comment_that_cannot_be_kept_is_refused_with_the_draft_still_typed(desk, body):
    review = factories.started(desk.alice)
    answer = say(desk, review, body, "alice", **pages.draft(review, title="A title typed"))
    assert answer.status_code == 200
    assert "A title typed" in answer.content.decode()
    assert not ReviewComment.objects.exists()


def test_comments_are_for_staff_who_see_reviews(desk):
    review = factories.started(desk.alice)
    seen = [say(desk, review, "A word.", who).url for who in ("nobody", "dave")]
    assert all("/login/" in url for url in seen)
    for who in ("erin", "alice", "charlie", "bob", "root"):
        assert say(desk, review, "A word.", who).status_code == 302
    assert ReviewComment.objects.count() == 5
    with pytest.raises(exceptions.NotPermitted):
        comments.add(review, by=desk.dave, body="A word.")


def test_hostile_comment_is_escaped(desk):
    hostile = "<script>alert('x')</script> @alice <a href='javascript:alert(1)'>"
    review = factories.started(desk.alice)
    say(desk, review, hostile)
    for page in ("/admin/", pages.of(review)):
        shown = desk.browsers.alice.get(page).content.decode()
        assert "<script>alert" not in shown
        assert "<a href='javascript" not in shown
        assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claims_reviewcomment SET body = 'other'",
        "DELETE FROM claims_reviewcomment",
        "TRUNCATE claims_reviewcomment CASCADE",
        "UPDATE claims_commentmention SET user_id = 1",
        "DELETE FROM claims_commentmention",
    ],
)
def test_comments_stay_as_they_were_said(desk, sql):
    comments.add(factories.started(desk.alice), by=desk.bob, body="@alice: one word.")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(sql)


def test_history_remembers_who_said_it(desk):
    comment = comments.add(factories.started(desk.alice), by=desk.bob, body="One word.")
    event = EVENTS[ReviewComment].objects.get(id=comment.pk)
    assert (event.pgh_label, event.pgh_context.metadata["user"]) == ("insert", desk.bob.pk)


@pytest.mark.parametrize("change", ["seen_at = NULL", "seen_at = now()", "id = id + 1"])
def test_mention_that_was_seen_stays_so(desk, change):
    review = factories.started(desk.alice)
    comments.add(review, by=desk.alice, body="@charlie, is this so?")
    comments.seen(review, by=desk.charlie)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE claims_commentmention SET {change}")
