"""Documents in Google's shapes: what has a date, a scale and a host, and what has none."""

import pytest

from claims.api.google import shapes
from claims.record import documents, search

DESK = shapes.Desk("The Desk", "https://www.desk.example")
RATING = {"text": "Half true", "value": 3, "best": 5, "worst": 1}


def row(**fields):
    document = {
        "id": "7",
        "url": "\0/claims/seven/",
        "text": "Seven.",
        "claimant": None,
        "claim_date": None,
        "in_language": "en",
        "rating": RATING,
        "title": "",
        "explanation": "Because.",
        "appearances": [],
        "published_at": "2026-11-22T04:02:04.548040Z",
        "first_published_at": "2026-11-20T23:59:59.999999Z",
    }
    return search.Row(9, documents.dumps(document | fields))


def markup(**fields):
    (markup,) = shapes.page(row(**fields), DESK)["claimReviewMarkups"]
    return markup


def place(url, day=None):
    return {"article": {"url": url, "date_published": day}}


def test_dates_are_in_whole_seconds_and_days():
    claim = shapes.claim(row(claim_date="0987-01-02"), DESK)
    assert claim["claimDate"] == "0987-01-02T00:00:00Z"
    assert claim["claimReview"][0]["reviewDate"] == "2026-11-22T04:02:04Z"
    assert shapes.page(row(), DESK)["publishDate"] == "2026-11-20"


def test_what_is_empty_is_left_out():
    assert set(shapes.claim(row(), DESK)) == {"text", "claimReview"}
    assert "title" not in shapes.claim(row(), DESK)["claimReview"][0]
    assert set(markup()) == {"url", "claimReviewed", "rating"}


@pytest.mark.parametrize("value", [None, 2.5])
def test_verdict_without_a_whole_number_carries_none(value):
    assert markup(rating=RATING | {"value": value})["rating"] == {
        "textualRating": "Half true",
        "ratingExplanation": "Because.",
    }


def test_zero_is_a_number_too():
    rating = markup(rating=RATING | {"value": 0, "worst": 0})["rating"]
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (0, 0, 5)


@pytest.mark.parametrize(
    ("places", "first", "others"),
    [
        ([("a", None), ("b", None)], None, ["a", "b"]),
        ([("a", "2025-03-02"), ("b", "2025-03-01"), ("c", None)], "b", ["a", "c"]),
        ([("a", "2025-03-02"), ("a", "2025-03-02")], "a", None),
        ([("", "2025-03-01")], None, None),
    ],
)
def test_first_appearance_is_the_oldest_that_has_a_date(places, first, others):
    shown = markup(appearances=[place(*article) for article in places])
    assert (shown.get("claimFirstAppearance"), shown.get("claimAppearances")) == (first, others)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Desk.example:8443/a", "desk.example"),
        ("desk.example.", "desk.example"),
        ("www.desk.example/path", "desk.example"),
        ("http://[::1]:80/", "::1"),
        ("https://www2.desk.example", "www2.desk.example"),
        ("[", ""),
        ("", ""),
        ("//", ""),
    ],
)
def test_site_is_the_host_without_www(address, host):
    assert shapes.site(address) == host
