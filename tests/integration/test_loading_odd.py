"""load_claims with odd files: refused with a reason, never a crash, and stored the same each time."""

import json

import pytest
from django.core.management import call_command

from claims.models import Appearance, ExternalReview, ForeignRating
from tests import factories, loading

pytestmark = pytest.mark.django_db


def test_first_of_two_reviews_at_one_address_counts_each_time(tmp_path):
    both = [loading.review(1), loading.review(1, review_rating="Other")]
    path = loading.ndjson(tmp_path, *(loading.claim(1, **one) for one in both))
    for _ in range(3):
        assert loading.load(tmp_path, path).code == 0
        assert ExternalReview.objects.get().rating == "Half right"


def test_other_words_at_a_stored_place_are_refused_each_time(tmp_path):
    article = factories.article()
    type(article).objects.filter(pk=article.pk).update(text="")
    pin = {"article": article.key, "start": 0, "end": 5}
    rows = [loading.claim(1, exact=words, **pin) for words in ("words", "other")]
    path = loading.ndjson(tmp_path, *rows)
    for _ in range(3):
        assert loading.load(tmp_path, path).code == 3
        assert Appearance.objects.get().exact == "words"


def test_host_in_capitals_names_the_same_review_again(tmp_path):
    row = loading.claim(1, review_id="7", review_site="Checks.Example.ORG", review_rating="x")
    path = loading.ndjson(tmp_path, row)
    assert [loading.load(tmp_path, path).code for _ in range(2)] == [0, 0]
    assert ExternalReview.objects.get().publisher == "checks.example.org"


def test_scheme_in_capitals_is_refused_alone(tmp_path):
    odd = loading.claim(1, **loading.review(1, review_url="HTTPS://checks.example.org/1"))
    done = loading.load(tmp_path, loading.ndjson(tmp_path, odd, loading.claim(2)))
    assert (done.code, done.refused[0]["field"]) == (3, "review_url")


def test_half_character_in_the_name_of_a_column_is_refused_alone(tmp_path):
    text = '{"external_id": "a", "\\ud800": 1}\n' + json.dumps(loading.claim(2))
    done = loading.load(tmp_path, loading.file(tmp_path, "a.ndjson", text))
    assert (done.code, len(done.refused)) == (3, 1)


@pytest.mark.parametrize("said", ['columns = "x"', "columns = []"])
def test_columns_that_are_no_table_are_named(tmp_path, said):
    columns = loading.file(tmp_path, "c.toml", said)
    done = loading.load(tmp_path, loading.ndjson(tmp_path, {}), columns=str(columns))
    assert (done.code, "[columns]" in done.said) == (1, True)


def test_two_tables_of_ratings_are_both_taken(tmp_path):
    factories.rating("true")
    paths = [
        loading.file(tmp_path, f"{site}.csv", f"scale,text,rating\n{site}.example.org,Right,true\n")
        for site in ("one", "other")
    ]
    call_command("load_claims", *(f"--mapping={path}" for path in paths))
    said = set(ForeignRating.objects.values_list("scale", flat=True))
    assert said == {"one.example.org", "other.example.org"}


def test_group_that_finds_nothing_leaves_the_day_out(tmp_path):
    columns = loading.file(
        tmp_path, "c.toml",
        '[columns]\nexternal_id = "i"\ntext = "t"\nclaim_date = "d"\n'
        '[pattern]\nclaim_date = "d(x)?"\n[date]\nclaim_date = "%Y"',
    )  # fmt: skip
    path = loading.ndjson(tmp_path, {"i": "1", "t": "Text.", "d": "d2"})
    assert loading.load(tmp_path, path, columns=str(columns)).code == 0
