"""My day: what each person finds on the front page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.admin import myday
from claims.desk.review import workflow
from claims.models import Review
from tests import factories

pytestmark = pytest.mark.django_db


def counts(user):
    # Permissions are kept on the user object: ask for them anew.
    return {part.key: part.count for part in myday.sections(type(user).objects.get(pk=user.pk))}


def test_reviewer_finds_own_and_unassigned(desk):
    factories.started(desk.alice)
    factories.claim()
    assert counts(desk.alice) == {
        "returned": 0, "asked": 0, "mine": 1, "unassigned": 1, "again": 0
    }  # fmt: skip


def test_editor_finds_what_waits_for_approval_and_publication(desk):
    factories.submitted(desk.alice)
    factories.approved(desk.alice, desk.bob)
    found = counts(desk.bob)
    assert (found["approve"], found["publish"]) == (1, 1)


def test_own_review_does_not_wait_for_own_approval(desk):
    factories.submitted(desk.bob)
    assert counts(desk.bob)["approve"] == 0


def test_author_finds_what_was_returned(desk):
    workflow.return_(factories.submitted(desk.alice), by=desk.bob, comment="One source is thin.")
    assert counts(desk.alice)["returned"] == 1


def test_editor_finds_what_is_stuck(desk):
    review = factories.started(desk.alice)
    Review.objects.filter(pk=review.pk).update(moved_at=timezone.now() - timedelta(days=8))
    assert counts(desk.bob)["stuck"] == 1
    assert "stuck" not in counts(desk.alice)


def test_editor_finds_contradictions_to_decide(desk):
    factories.contradiction(factories.claim(), factories.claim())
    assert counts(desk.bob)["decide"] == 1


def test_contributor_finds_only_what_they_added(desk):
    factories.claim(created_by=desk.erin)
    factories.claim()
    assert counts(desk.erin) == {"added": 1}


def test_unassigned_goes_by_priority(desk):
    later = factories.claim(priority=4)
    first = factories.claim(priority=1)
    rows = next(part for part in myday.sections(desk.alice) if part.key == "unassigned").rows
    assert [row.text for row in rows] == [first.text, later.text]


def test_each_list_links_to_its_filtered_table(desk):
    for part in myday.sections(desk.bob):
        assert desk.browsers.bob.get(part.url).status_code == 200


def test_page_shows_titles_and_navigation(desk):
    page = desk.browsers.bob.get("/admin/").content.decode()
    for words in ("Fact-check desk", "My day", "Waiting for your approval", "Contradictions"):
        assert words in page


def test_queries_do_not_grow_with_the_desk(desk, django_assert_max_num_queries):
    for _ in range(7):
        factories.submitted(desk.alice)
    with django_assert_max_num_queries(27):
        desk.browsers.bob.get("/admin/")
