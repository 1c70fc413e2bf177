"""Evidence typed in place: an address is recognised, and saved with the page."""

import pytest
from django.urls import reverse

from claims.desk.review import sources
from claims.models import Publisher, Source
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

URL = "https://example.org/report"


def typed(*rows):
    """What the forms for new evidence send; the last one is the empty one."""
    data = {"new-TOTAL_FORMS": len(rows) + 1, "new-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"new-{number}-{name}": value for name, value in row.items()}
    return data


def new(**fields):
    said = {"url": URL, "title": "The report", "source_type": "primary", "stance": "refutes"}
    return said | fields


def save(desk, review, *rows, **verdict):
    data = pages.draft(review, **verdict) | typed(*rows)
    return desk.browsers.alice.post(pages.of(review), data)


def told(desk, review, url, who="alice"):
    address = reverse("admin:claims_review_recognise", args=[review.pk])
    return getattr(desk.browsers, who).get(address, {"url": url})


def test_new_source_is_added_with_its_publisher_and_attached(desk):
    review = factories.started(desk.alice)
    row = new(url=f"{URL}/?utm_source=mail#top", quote="a phrase", locator="p. 3", note="Says so.")
    assert save(desk, review, row).status_code == 302
    evidence = review.evidence.get()
    assert (evidence.stance, evidence.quote, evidence.locator) == ("refutes", "a phrase", "p. 3")
    assert (evidence.note, evidence.added_by) == ("Says so.", desk.alice)
    source = evidence.source
    assert (source.url, source.title, source.source_type) == (f"{URL}/", "The report", "primary")
    assert (source.publisher.name, source.publisher.site) == ("example.org", "example.org")


def test_two_pieces_of_evidence_are_saved_at_once(desk):
    review = factories.started(desk.alice)
    save(desk, review, new(), new(url="https://example.org/other", stance="supports"))
    assert [row.stance for row in review.evidence.all()] == ["refutes", "supports"]
    assert Publisher.objects.filter(site="example.org").count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/report",
        "http://www.example.org/report/",
        "example.org/report?fbclid=1",
        "https://EXAMPLE.org:443/report#part",
        "  https://example.org/report?utm_campaign=x&utm_medium=y ",
    ],
)
def test_known_source_is_used_again_however_its_address_is_written(desk, address):
    known = factories.source(url=URL)
    review = factories.started(desk.alice)
    assert save(desk, review, {"url": address, "stance": "context"}).status_code == 302
    assert review.evidence.get().source == known
    assert Source.objects.count() == 1


def test_another_page_of_the_same_host_is_another_source(desk):
    known = factories.source(url=f"{URL}?page=1")
    found = sources.recognise(f"{URL}?page=2")
    assert (known.url != found.url, found.source) == (True, None)


def test_publisher_is_known_by_the_site_or_by_that_above_it(desk):
    above = factories.publisher("Example", site="example.org")
    near = factories.publisher("Example News", site="news.example.org")
    assert sources.recognise("https://news.example.org/a").publisher == near
    assert sources.recognise("https://maps.example.org/a").publisher == above


def test_article_of_the_desk_becomes_a_source(desk):
    article = factories.article(url="https://example.org/story", headline="A story")
    review = factories.started(desk.alice)
    row = {"url": "example.org/story", "stance": "context", "source_type": "secondary"}
    assert save(desk, review, row).status_code == 302
    source = review.evidence.get().source
    assert (source.article, source.title, source.url) == (article, "A story", "")
    assert source.publisher == article.publisher
    assert sources.recognise("https://example.org/story").source == source


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (new(title=""), "The desk does not know https://example.org/report yet: say its name."),
        (new(source_type=""), "Say what kind of source this is."),
        (new(stance=""), "Say whether it supports, refutes, or gives context."),
        (new(url="", note="Kept note"), "Paste the address of the source, or empty this form."),
        (new(url="javascript:alert(1)"), "is no address of a web page"),
        (new(url="https://bob:secret@example.org/"), "leave it out"),
        (new(url="https://example.org/" + "é" * 1500), "This address is too long"),
    ],
)
def test_what_is_wrong_is_said_and_all_that_was_typed_is_kept(desk, row, words):
    review = factories.started(desk.alice)
    answer = save(desk, review, row | {"quote": "A phrase that was typed"}, title="A title typed")
    page = answer.content.decode()
    review.refresh_from_db()
    assert answer.status_code == 200
    assert words in page
    assert 'value="A phrase that was typed"' in page
    assert 'value="A title typed"' in page
    assert (review.title, review.evidence.count(), Source.objects.count()) == ("", 0, 0)


def test_choice_without_any_text_is_no_evidence(desk):
    review = factories.started(desk.alice)
    assert save(desk, review, {"stance": "refutes", "source_type": "primary"}).status_code == 302
    assert review.evidence.count() == 0


def test_source_attached_at_the_same_place_is_refused_and_nothing_saved(desk):
    review = factories.started(desk.alice)
    answer = save(desk, review, new(), new(url="http://example.org/report/", stance="context"))
    assert "This source is attached with this locator already" in answer.content.decode()
    assert (review.evidence.count(), Source.objects.count()) == (0, 0)


def test_submitting_saves_new_evidence_first(desk):
    review = factories.written(desk.alice)
    data = pages.draft(review) | typed(new())
    desk.browsers.alice.post(pages.step(review, "submit"), data)
    review.refresh_from_db()
    assert (review.state, review.evidence.count()) == ("submitted", 3)


def test_who_is_not_its_author_attaches_nothing(desk):
    review = factories.written(desk.alice)
    data = pages.draft(review) | typed(new())
    for who in ("charlie", "bob", "root", "erin"):
        assert getattr(desk.browsers, who).post(pages.of(review), data).status_code == 403
    assert review.evidence.count() == 2


def test_recognition_is_told_before_saving(desk):
    review = factories.started(desk.alice)
    known = factories.source(url=URL, title="Known")
    assert told(desk, review, URL).json() == {
        "text": f"The desk has this source: Known, {known.publisher} (primary).",
        "understood": True,
        "known": True,
        "title": "Known",
    }
    save(desk, review, {"url": URL, "stance": "context"})
    said = told(desk, review, URL).json()["text"]
    assert said.endswith("It is attached to this review already (context).")
    answer = told(desk, review, "https://example.org/other").json()
    assert (answer["known"], answer["title"]) == (False, "")
    assert answer["text"].startswith("New here, from example.org, a new publisher")
    assert told(desk, review, "not an address").json()["understood"] is False


def test_recognition_is_for_those_who_review(desk):
    review = factories.started(desk.alice)
    answers = {who: told(desk, review, URL, who).status_code for who in ("dave", "erin", "bob")}
    assert answers == {"dave": 302, "erin": 403, "bob": 200}
    missing = reverse("admin:claims_review_recognise", args=[999999])
    assert desk.browsers.bob.get(missing).status_code == 404


def test_recognising_costs_the_same_whatever_the_desk_holds(desk, django_assert_max_num_queries):
    for _ in range(5):
        factories.source()
    with django_assert_max_num_queries(3):
        sources.recognise("https://example.org/never-seen")
