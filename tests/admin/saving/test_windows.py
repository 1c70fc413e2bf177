"""A claim with more passages than a page shows: some at a time, and nothing of the others is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin.intake import passage_rows
from claims.models import Appearance
from tests import factories
from tests.admin import forms, pages

pytestmark = pytest.mark.django_db
TEXT = "one two three four five six seven"
WORDS = TEXT.split()


@pytest.fixture
def claim(monkeypatch):
    """A claim with seven passages, of which a page shows three."""
    monkeypatch.setattr(passage_rows.AppearanceInline, "shown", 3)
    claim, article = factories.claim(appears=False), factories.article(text=TEXT)
    for word in WORDS:
        start = TEXT.index(word)
        claim.appearances.create(article=article, exact=word, start=start, end=start + len(word))
    return claim


def shown(answer):
    (inline,) = answer.context["inline_admin_formsets"]
    return [form.instance.exact for form in inline.formset.initial_forms]


def at(claim, number):
    """Return the address of the page that begins with the passage of this number."""
    first = list(claim.appearances.order_by("pk"))[number]
    return f"{pages.of(claim)}?rows={first.pk}"


def sent(answer, **typed):
    first = answer.context["rows_from"]
    return forms.of(answer, **({"rows-from": first} if first else {}), **typed)


def stored(claim):
    return list(claim.appearances.order_by("pk").values_list("exact", "prefix"))


def test_a_page_has_some_and_leads_to_the_others(desk, claim):
    browser, seen = desk.browsers.charlie, []
    answer = browser.get(pages.of(claim))
    while True:
        seen.append(shown(answer))
        place = answer.context["rows_place"]
        assert f"{place.first}–{place.last} of 7" in answer.content.decode()
        if place.later is None:
            break
        assert f'href="?rows={place.later}#rows"' in answer.content.decode()
        answer = browser.get(f"{pages.of(claim)}?rows={place.later}")
    assert seen == [WORDS[:3], WORDS[3:6], WORDS[6:]]
    back = browser.get(f"{pages.of(claim)}?rows={answer.context['rows_place'].earlier}")
    assert shown(back) == WORDS[3:6]


def test_a_page_with_all_of_them_says_nothing_of_it(desk, claim, monkeypatch):
    monkeypatch.setattr(passage_rows.AppearanceInline, "shown", 7)
    answer = desk.browsers.charlie.get(pages.of(claim))
    assert shown(answer) == WORDS
    assert "of 7." not in answer.content.decode()
    assert "rows-from" not in answer.content.decode()


@pytest.mark.parametrize("start", ["0", "x", "-1", "9" * 30, "", "²"])
def test_an_address_that_names_no_row_shows_the_first(desk, claim, start):
    answer = desk.browsers.charlie.get(pages.of(claim), {"rows": start})
    assert shown(answer) == WORDS[:3]


def test_what_is_typed_in_the_middle_is_saved_and_the_others_stay(desk, claim):
    answer = desk.browsers.charlie.get(at(claim, 3))
    assert 'name="rows-from"' in answer.content.decode()
    data = sent(answer, **{"appearances-1-prefix": "four ", "appearances-2-DELETE": "on"})
    assert desk.browsers.charlie.post(pages.of(claim), data).status_code == 302
    left = [("five", "four") if word == "five" else (word, "") for word in WORDS if word != "six"]
    assert [(exact, prefix.strip()) for exact, prefix in stored(claim)] == left


def test_a_mistake_in_a_row_is_named_above_the_form_and_one_click_away(desk, claim):
    """Wrong outcome: “correct the error below”, and ten forms below, one of which has it."""
    answer = desk.browsers.charlie.get(at(claim, 3))
    typed = {"appearances-1-exact": "", "appearances-3-exact": "eight"}
    # What goes may be wrong: nobody is asked to mend it.
    typed |= {"appearances-2-exact": "", "appearances-2-DELETE": "on"}
    answer = desk.browsers.charlie.post(at(claim, 3), sent(answer, **typed))
    assert [(row.place, row.name) for row in answer.context["wrong_rows"]] == [
        ("id_appearances-1-exact", "Passage “five”, exact"),
        ("id_appearances-3-article", "Passage that is new, article"),
    ]
    page = answer.content.decode()
    assert f'action="{at(claim, 3)}"' in page, "The answer would be shown from “#rows” on."
    assert '<a href="#id_appearances-1-exact">Passage “five”, exact</a>: This field is' in page
    assert 'id="id_appearances-1-exact"' in page


def test_a_passage_is_named_by_its_article(desk, claim):
    article = factories.article(headline="Measure in force")
    claim.appearances.create(article=article, exact="force", start=11, end=16)
    page = desk.browsers.charlie.get(at(claim, 7)).content.decode()
    assert "“force” in Measure in force" in page


def test_the_way_back_to_the_review_is_kept_from_window_to_window(desk, claim):
    answer = desk.browsers.charlie.get(f"{pages.of(claim)}?from=review")
    later = answer.context["rows_place"].later
    assert f'href="?from=review&amp;rows={later}#rows"' in answer.content.decode()


def test_two_people_in_two_windows_are_in_nobodys_way(desk, claim):
    one, other = desk.browsers.charlie.get(pages.of(claim)), desk.browsers.erin.get(at(claim, 3))
    for browser, page, prefix in (("erin", other, "three "), ("charlie", one, "")):
        typed = {"appearances-0-prefix": prefix}
        data = sent(page, **typed)
        assert getattr(desk.browsers, browser).post(pages.of(claim), data).status_code == 302
    assert [prefix.strip() for _exact, prefix in stored(claim)] == ["", "", "", "three", "", "", ""]


def test_what_both_changed_in_one_window_is_put_to_a_choice(desk, claim):
    mine = desk.browsers.erin.get(at(claim, 3))
    theirs = desk.browsers.charlie.get(at(claim, 3))
    data = sent(theirs, **{"appearances-0-prefix": "three "})
    assert desk.browsers.charlie.post(pages.of(claim), data).status_code == 302
    data = sent(mine, **{"appearances-0-prefix": "two three "})
    answer = desk.browsers.erin.post(pages.of(claim), data)
    assert answer.status_code == 409
    (key,) = forms.conflicts(answer)
    assert shown(answer) == WORDS[3:6]
    assert [name for name in forms.taken(answer) if "added" in name] == []
    chosen = sent(answer, **{f"choose-{key}": "mine"})
    assert desk.browsers.erin.post(pages.of(claim), chosen).status_code == 302
    assert stored(claim)[3][1].strip() == "two three"
    assert claim.appearances.count() == 7


def test_a_passage_typed_in_the_first_window_is_added_after_the_last(desk, claim):
    article = Appearance.objects.first().article
    answer = desk.browsers.charlie.get(pages.of(claim))
    data = sent(answer, **{"appearances-3-article": article.pk, "appearances-3-exact": "ree four"})
    assert desk.browsers.charlie.post(pages.of(claim), data).status_code == 302
    assert [exact for exact, _prefix in stored(claim)] == [*WORDS, "ree four"]


def test_more_passages_cost_no_more_queries(desk, claim):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.browsers.charlie.get(pages.of(claim))
        return len(captured)

    queries()  # The first page of a process asks what the others know.
    before, article = queries(), factories.article()
    for number in range(20):
        claim.appearances.create(article=article, exact="x", start=number, end=number + 1)
    assert queries() == before
