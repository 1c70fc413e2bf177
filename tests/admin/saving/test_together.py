"""Two people at one of Django's forms: claim, article, source and the like. Nothing is overwritten."""

from hashlib import sha256

import pytest

from claims.models import Article, Claim, Claimant, Source
from tests import factories
from tests.admin import forms, pages

pytestmark = pytest.mark.django_db
OLD = "Duty on canola is 75.8 percent."


def claim_page(desk, mine, theirs):
    """erin opens a claim, charlie saves it, erin saves: return the claim and what erin is told."""
    claim = factories.claim(text=OLD)
    form = forms.opened(desk.browsers.erin, pages.of(claim), **mine)
    saved = desk.browsers.charlie.post(
        pages.of(claim), forms.opened(desk.browsers.charlie, pages.of(claim), **theirs)
    )
    assert saved.status_code == 302
    answer = desk.browsers.erin.post(pages.of(claim), form)
    claim.refresh_from_db()
    return claim, answer


MINE = {"text": "Duty on canola is 84 percent."}
THEIRS = {"text": "Duty on canola is 100 percent."}


def test_what_both_changed_is_shown_with_the_words_that_differ(desk):
    claim, answer = claim_page(desk, MINE, THEIRS)
    page = answer.content.decode()
    assert (answer.status_code, claim.text) == (409, THEIRS["text"])
    assert "This claim changed since you opened it (by charlie, at 20" in page
    assert "Duty on canola is <ins>84</ins> percent." in page
    assert "Duty on canola is <del>100</del> percent." in page
    assert forms.conflicts(answer)["text"].opened == OLD


@pytest.mark.parametrize("side", ["mine", "stored"])
def test_what_is_chosen_is_saved(desk, side):
    claim, answer = claim_page(desk, MINE, THEIRS)
    sent = forms.of(answer, **{"choose-text": side})
    assert desk.browsers.erin.post(pages.of(claim), sent).status_code == 302
    claim.refresh_from_db()
    assert claim.text == {"mine": MINE, "stored": THEIRS}[side]["text"]


def test_nothing_is_saved_until_each_conflict_is_decided(desk):
    claim, answer = claim_page(desk, MINE | {"value": "84"}, THEIRS | {"value": "100"})
    assert set(forms.conflicts(answer)) == {"text", "value"}
    half = desk.browsers.erin.post(pages.of(claim), forms.of(answer, **{"choose-text": "mine"}))
    claim.refresh_from_db()
    assert (half.status_code, claim.text, claim.value) == (409, THEIRS["text"], "100")
    assert set(forms.conflicts(half)) == {"value"}
    whole = forms.of(half, **{"choose-value": "stored"})
    assert desk.browsers.erin.post(pages.of(claim), whole).status_code == 302
    claim.refresh_from_db()
    assert (claim.text, claim.value) == (MINE["text"], "100")


def test_what_one_side_changed_is_merged_by_itself(desk):
    theirs = {"priority": "1", "topics": "trade,canola", "valid_from": "2025-03-20"}
    claim, answer = claim_page(desk, MINE | {"claimant": "", "claimant_unknown": "on"}, theirs)
    assert forms.conflicts(answer) == {}
    assert forms.taken(answer) == {
        "Priority": "1",
        "Topics": "trade,canola",
        "Valid from": "2025-03-20",
    }
    assert desk.browsers.erin.post(pages.of(claim), forms.of(answer)).status_code == 302
    claim.refresh_from_db()
    assert (claim.text, claim.priority, claim.topics) == (MINE["text"], 1, ["trade", "canola"])
    assert (claim.claimant, claim.claimant_unknown) == (None, True)


def test_names_and_not_numbers_are_put_to_the_choice(desk):
    mine, theirs = factories.claimant("Wang Yi"), factories.claimant("Anita Anand")
    _claim, answer = claim_page(desk, {"claimant": str(mine.pk)}, {"claimant": str(theirs.pk)})
    conflict = forms.conflicts(answer)["claimant"]
    assert (conflict.mine, conflict.stored) == ("Wang Yi", "Anita Anand")


def test_form_without_what_was_seen_is_not_saved(desk):
    claim = factories.claim(text=OLD)
    form = forms.opened(desk.browsers.erin, pages.of(claim), seen=None, **MINE)
    answer = desk.browsers.erin.post(pages.of(claim), form)
    claim.refresh_from_db()
    assert (answer.status_code, claim.text) == (409, OLD)
    assert forms.conflicts(answer)["text"].opened is None


def test_hostile_text_is_text_in_both_versions(desk):
    hostile = {"subject": "<script>alert(1)</script>"}, {"subject": "<img src=x onerror=alert(2)>"}
    page = claim_page(desk, *hostile)[1].content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


# The rows that are typed with it.


def passage(name):
    return f"appearances-0-{name}"


def test_passage_that_both_changed_is_chosen_by_field(desk):
    mine = {passage("exact"): "a phrase of mine", passage("prefix"): "before"}
    claim, answer = claim_page(desk, mine, {passage("exact"): "a phrase of theirs"})
    place = claim.appearances.get()
    assert place.exact == "a phrase of theirs"
    conflict = forms.conflicts(answer)[f"{place.pk}:exact"]
    assert (conflict.mine, conflict.stored) == ("a phrase of mine", "a phrase of theirs")
    sent = forms.of(answer, **{f"choose-{place.pk}:exact": "mine"})
    assert desk.browsers.erin.post(pages.of(claim), sent).status_code == 302
    place.refresh_from_db()
    assert (place.exact, place.prefix) == ("a phrase of mine", "before")


def test_passage_that_another_added_stays(desk):
    article = factories.article()
    added = {"article": article.pk, "exact": "another place", "start": "50", "end": "63"}
    theirs = {f"appearances-1-{name}": value for name, value in added.items()}
    claim, answer = claim_page(desk, MINE, theirs)
    assert "“another place”: added" in forms.taken(answer)
    assert desk.browsers.erin.post(pages.of(claim), forms.of(answer)).status_code == 302
    assert claim.appearances.count() == 2


@pytest.mark.parametrize(("side", "left"), [("mine", 0), ("stored", 1)])
def test_passage_that_one_removes_and_the_other_changes(desk, side, left):
    claim, answer = claim_page(
        desk, {passage("DELETE"): "on"}, {passage("exact"): "a phrase of theirs"}
    )
    key = f"{claim.appearances.get().pk}:row"
    assert forms.conflicts(answer)[key].mine == "Removed"
    sent = forms.of(answer, **{f"choose-{key}": side, passage("DELETE"): "on"})
    assert desk.browsers.erin.post(pages.of(claim), sent).status_code == 302
    assert claim.appearances.count() == left


@pytest.mark.parametrize(("side", "left"), [("mine", ["a phrase of mine"]), ("stored", [])])
def test_passage_that_was_removed_while_one_changed_it(desk, side, left):
    claim, answer = claim_page(
        desk, {passage("exact"): "a phrase of mine"}, {passage("DELETE"): "on"}
    )
    (key,) = forms.conflicts(answer)
    sent = forms.of(answer, **{f"choose-{key}": side})
    assert desk.browsers.erin.post(pages.of(claim), sent).status_code == 302
    assert list(claim.appearances.values_list("exact", flat=True)) == left


def test_alias_that_another_added_stays(desk):
    claimant = factories.claimant("Mark Carney")
    form = forms.opened(desk.browsers.erin, pages.of(claimant), job_title="Prime Minister")
    claimant.aliases.create(name="Kaner")
    answer = desk.browsers.erin.post(pages.of(claimant), form)
    assert answer.status_code == 409
    assert desk.browsers.erin.post(pages.of(claimant), forms.of(answer)).status_code == 302
    claimant.refresh_from_db()
    assert (claimant.job_title, claimant.aliases.get().name) == ("Prime Minister", "Kaner")


# The other forms, by the same way.

OTHERS = {
    "publisher": (factories.publisher, "site", "mine.example.org", "theirs.example.org"),
    "article": (factories.article, "headline", "My headline", "Their headline"),
    "claimant": (factories.claimant, "job_title", "Mine", "Theirs"),
    "source": (factories.source, "title", "My title", "Their title"),
    "rating": (factories.rating, "definition", "Mine.", "Theirs."),
    "foreignrating": (factories.foreign_rating, "text", "Not so", "Wrong"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_each_form_puts_what_both_changed_to_a_choice(desk, kind):
    make, field, mine, theirs = OTHERS[kind]
    row = make()
    form = forms.opened(desk.browsers.bob, pages.of(row), **{field: mine})
    type(row).objects.filter(pk=row.pk).update(**{field: theirs})
    answer = desk.browsers.bob.post(pages.of(row), form)
    conflict = forms.conflicts(answer)[field]
    assert (answer.status_code, conflict.mine, conflict.stored) == (409, mine, theirs)
    sent = forms.of(answer, **{f"choose-{field}": "mine"})
    assert desk.browsers.bob.post(pages.of(row), sent).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == mine


def test_what_was_deleted_meanwhile_can_be_saved_anew(desk):
    source = factories.source()
    form = forms.opened(desk.browsers.bob, pages.of(source), title="Typed for an hour")
    deleting = pages.of(source).replace("/change/", "/delete/")
    desk.browsers.root.post(deleting, {"post": "yes"})
    assert not Source.objects.filter(pk=source.pk).exists()
    answer = desk.browsers.bob.post(pages.of(source), form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This source was deleted since you opened it (by root, at 20" in page
    assert 'value="Typed for an hour"' in page
    assert f'action="{pages.adding("source")}"' in page
    again = forms.of(answer, seen=None)
    assert desk.browsers.bob.post(pages.adding("source"), again).status_code == 302
    assert Source.objects.get().title == "Typed for an hour"


def test_rows_of_what_was_deleted_are_saved_anew_with_it(desk):
    claimant = factories.claimant("Mark Carney")
    claimant.aliases.create(name="Kaner")
    form = forms.opened(desk.browsers.erin, pages.of(claimant), job_title="Prime Minister")
    address = pages.of(claimant)
    claimant.delete()
    answer = desk.browsers.erin.post(address, form)
    again = forms.of(answer, seen=None)
    assert desk.browsers.erin.post(pages.adding("claimant"), again).status_code == 302
    assert Claimant.objects.get().aliases.get().name == "Kaner"


def test_what_never_was_is_not_found_as_before(desk):
    answer = desk.browsers.bob.post(f"{pages.listing('source')}999/change/", {"title": "Typed"})
    assert answer.status_code == 302
    assert not Source.objects.exists()


@pytest.mark.parametrize("kind", OTHERS)
def test_saving_what_nobody_changed_asks_nothing(desk, kind):
    row = OTHERS[kind][0]()
    before = type(row).objects.values().get(pk=row.pk)
    form = forms.opened(desk.browsers.bob, pages.of(row))
    assert desk.browsers.bob.post(pages.of(row), form).status_code == 302
    assert type(row).objects.values().get(pk=row.pk) == before


def test_digest_follows_the_text_that_was_chosen(desk):
    article = factories.article(text="One text.")
    form = forms.opened(desk.browsers.bob, pages.of(article), text="My text.")
    Article.objects.filter(pk=article.pk).update(text="Their text.")
    answer = desk.browsers.bob.post(pages.of(article), form)
    desk.browsers.bob.post(pages.of(article), forms.of(answer, **{"choose-text": "mine"}))
    article.refresh_from_db()
    assert article.text == "My text."
    assert article.text_sha256 == sha256(b"My text.").hexdigest()


def test_page_costs_the_same_whatever_its_history(desk, django_assert_max_num_queries):
    claim = factories.claim()
    for number in range(5):
        Claim.objects.filter(pk=claim.pk).update(value=str(number))
    with django_assert_max_num_queries(20):
        desk.browsers.erin.get(pages.of(claim))
