"""A scale that runs the other way, as AFP's (1 is best, 5 worst), from the file to the page."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from claims.models import ExternalReview, ForeignRating
from tests import factories, loading
from tests.admin import forms

pytestmark = pytest.mark.django_db
DOC = (Path(__file__).parents[3] / "docs" / "loading.md").read_text(encoding="utf-8")


def table_of_the_docs():
    lines = DOC.partition("    scale,value,best,worst,rating\n")[2].partition("\n\n")[0]
    return "scale,value,best,worst,rating\n" + lines.replace("    ", "")


def review(number, value, **rating):
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": f"Statement number {number} of the day.",
        "url": f"https://www.reversed.example.org/{number}",
        "author": {"@type": "Organization", "name": "Reversed Checks"},
        "datePublished": "2025-03-14",
        "reviewRating": {"@type": "Rating", "ratingValue": value} | rating,
    }


@pytest.fixture
def meant():
    return {key: factories.rating(key, text=f"{key} here") for key in ("true", "false")}


@pytest.fixture
def loaded(tmp_path, meant):
    scale = loading.file(tmp_path, "scale.csv", table_of_the_docs())
    ends = {"bestRating": 1, "worstRating": 5}
    turned = {"bestRating": "5", "worstRating": "1"}
    said = [
        review(1, 1, **ends), review(2, "5", **ends), review(3, 3, **ends),
        # The same scale, written the other way round; and without its ends.
        review(4, 5, **turned), review(5, 1, **turned), review(6, 1), review(7, 5),
        # A finer one: 2 of 10 lies nowhere on ours.
        review(8, 0, bestRating=0, worstRating=10), review(9, 2, bestRating=0, worstRating=10),
    ]  # fmt: skip
    path = loading.file(tmp_path, "reviews.json", json.dumps(said))
    done = loading.load(tmp_path, path, mapping=str(scale))
    assert (done.code, done.refused) == (0, [])
    return path


def meanings():
    rows = ExternalReview.objects.order_by("url").values_list("url", "means__key")
    return {int(url.rpartition("/")[2]): key for url, key in rows}


EXPECTED = {
    1: "true", 2: "false", 3: None, 4: "true", 5: "false", 6: "true", 7: "false", 8: "true", 9: None,
}  # fmt: skip


def test_reversed_scale_means_what_the_table_says(loaded):
    assert meanings() == EXPECTED


def test_loaded_again_nothing_changes(loaded, tmp_path):
    done = loading.load(tmp_path, loaded)
    assert "0 reviews of others" in done.said
    assert meanings() == EXPECTED


def test_desk_turns_the_table_round_and_every_review_follows(loaded, meant, desk, client):
    client.force_login(desk.bob)
    for value, other in ((1, "false"), (5, "true")):
        row = ForeignRating.objects.get(value=value)
        address = reverse("admin:claims_foreignrating_change", args=[row.pk])
        answer = client.post(address, forms.opened(client, address, rating=meant[other].pk))
        assert answer.status_code == 302
    turned = {"true": "false", "false": "true", None: None}
    assert meanings() == {number: turned[key] for number, key in EXPECTED.items()}


def test_page_shows_which_way_the_scale_runs(loaded, desk, client):
    client.force_login(desk.alice)
    of_one = ExternalReview.objects.get(url__endswith="/1").claim
    page = client.get(reverse("admin:claims_claim_change", args=[of_one.pk])).content.decode()
    assert '1 <span class="desk-quiet">(1 best, 5 worst)</span>' in page
    assert "true here" in page
