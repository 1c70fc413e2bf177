"""A review with more evidence than a page has forms for: some at a time, and the others stay."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin.review import drafts
from claims.desk.review import workflow
from tests import factories
from tests.admin import forms, pages

pytestmark = pytest.mark.django_db
QUOTES = ["one", "two", "three", "four", "five"]


@pytest.fixture
def review(desk, monkeypatch):
    """alice's review with five pieces of evidence, of which a page shows two."""
    monkeypatch.setattr(drafts, "SHOWN", 2)
    review = factories.started(desk.alice)
    for quote in QUOTES:
        workflow.attach(review, factories.source(), by=desk.alice, stance="refutes", quote=quote)
    return review


def at(review, number):
    return f"{pages.of(review)}?rows={list(review.evidence.order_by('pk'))[number].pk}"


def shown(answer):
    return [form.instance.quote for form in answer.context["draft"].evidence.initial_forms]


def sent(answer, **typed):
    """Return what the page sends, with what is `typed` in it."""
    draft = answer.context["draft"]
    data = {"owner": answer.context["owner"], "seen": draft.seen}
    if draft.window.first:
        data["rows-from"] = pages.hidden(answer, "rows-from")
    for part in (draft.verdict, draft.evidence.management_form, *draft.evidence.forms):
        data |= forms.values(part)
    if draft.merge:
        data["conflict"] = [conflict.key for conflict in draft.merge.conflicts]
    return {name: value for name, value in (data | typed).items() if value is not None}


def quotes(review):
    return list(review.evidence.order_by("pk").values_list("quote", flat=True))


def test_a_page_has_some_and_leads_to_the_others(desk, review):
    page = desk.browsers.alice.get(pages.of(review))
    assert shown(page) == ["one", "two"]
    assert "Evidence: 1–2 of 5." in page.content.decode()
    later = page.context["draft"].place.later
    page = desk.browsers.alice.get(f"{pages.of(review)}?rows={later}")
    assert shown(page) == ["three", "four"]
    assert f'href="?rows={review.evidence.order_by("pk")[0].pk}#rows"' in page.content.decode()


def test_who_only_reads_has_all_of_it(desk, review):
    page = desk.browsers.charlie.get(pages.of(review)).content.decode()
    assert [quote for quote in QUOTES if f"<blockquote>{quote}<" not in page] == []


def test_what_is_typed_in_the_middle_is_saved_and_the_others_stay(desk, review):
    page = desk.browsers.alice.get(at(review, 2))
    typed = {"evidence-0-quote": "third", "evidence-1-DELETE": "on", "title": "Not so"}
    answer = desk.browsers.alice.post(pages.of(review), sent(page, **typed))
    review.refresh_from_db()
    assert (answer.status_code, review.title) == (302, "Not so")
    assert quotes(review) == ["one", "two", "third", "five"]


def test_two_tabs_in_two_windows_are_in_nobodys_way(desk, review):
    first, second = (desk.browsers.alice.get(at(review, number)) for number in (0, 2))
    for page, quote in ((second, "third"), (first, "first")):
        answer = desk.browsers.alice.post(
            pages.of(review), sent(page, **{"evidence-0-quote": quote})
        )
        assert answer.status_code == 302
    assert quotes(review) == ["first", "two", "third", "four", "five"]


def test_what_two_tabs_changed_in_one_window_is_put_to_a_choice(desk, review):
    first, second = (desk.browsers.alice.get(at(review, 2)) for _ in range(2))
    desk.browsers.alice.post(pages.of(review), sent(first, **{"evidence-0-quote": "third"}))
    answer = desk.browsers.alice.post(
        pages.of(review), sent(second, **{"evidence-0-quote": "the third"})
    )
    assert (answer.status_code, shown(answer)) == (409, ["the third", "four"])
    (conflict,) = answer.context["merge"].conflicts
    assert (conflict.mine, conflict.stored) == ("the third", "third")
    chosen = sent(answer, **{f"choose-{conflict.key}": "mine"})
    assert desk.browsers.alice.post(pages.of(review), chosen).status_code == 302
    assert quotes(review) == ["one", "two", "the third", "four", "five"]


def test_more_evidence_cost_no_more_queries_and_no_more_fields(desk, review):
    """Django reads no form of more than 1,000 fields: 200 pieces of evidence had as many."""

    def opened():
        with CaptureQueriesContext(connection) as captured:
            page = desk.browsers.alice.get(pages.of(review))
        return len(captured), len(sent(page))

    opened()  # The first time, it says who is here now.
    before = opened()
    for _ in range(10):
        workflow.attach(review, factories.source(), by=desk.alice, stance="refutes", quote="x")
    assert opened() == before
