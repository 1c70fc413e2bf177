"""Files of others: what they found stands beside the claim, and never becomes ours."""

import gzip
import json
from pathlib import Path

import pytest
from backports import zstd

from claims.models import EVENTS, Claim, Claimant, ExternalReview, ForeignRating, Publication
from tests import factories, loading

pytestmark = pytest.mark.django_db

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://www.checks.example.org/1",
    "headline": "No, it is not",
    "claimReviewed": "The moon is made of cheese.",
    "datePublished": "2025-03-15T10:00:00Z",
    "inLanguage": "en",
    "author": {"@type": "Organization", "name": "Example Checks"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Ann Other"},
        "datePublished": "2025-03-14",
        "appearance": {"@type": "CreativeWork", "url": "https://example.org/speech"},
    },
    "reviewRating": {
        "@type": "Rating", "alternateName": "False", "ratingValue": 1, "bestRating": 5, "worstRating": 1,
    },
}  # fmt: skip


def check_review():
    claim, review = Claim.objects.get(), ExternalReview.objects.get()
    assert (claim.text, claim.claimant.name) == ("The moon is made of cheese.", "Ann Other")
    assert (str(claim.claim_date), claim.claimant.kind) == ("2025-03-14", "person")
    assert (review.claim, review.publisher, review.site) == (
        claim,
        "Example Checks",
        "checks.example.org",
    )
    assert (review.url, review.title) == ("https://www.checks.example.org/1", "No, it is not")
    assert (review.rating, review.value, review.best, review.worst) == ("False", 1, 5, 1)
    assert (review.means, str(review.reviewed_on), review.in_language) == (None, "2025-03-15", "en")
    assert review.appeared_at == "https://example.org/speech"


def page(*blocks):
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<!DOCTYPE html><html><head><title>x</title>{scripts}</head><body>x</body></html>"


FEED = {
    "@type": "DataFeed",
    "name": "x",
    "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}],
}
SHAPES = {
    "a.json": json.dumps(REVIEW, indent=1),
    "b.json": json.dumps([REVIEW]),
    "c.json": json.dumps({"@context": "x", "@graph": [{"@type": "WebPage"}, REVIEW]}, indent=1),
    "d.ndjson": json.dumps(REVIEW) + "\n",
    "e.json": json.dumps(FEED, indent=1),
    "f.html": page('{"@type": "WebSite"}', json.dumps(REVIEW)),
    "g.json.gz": gzip.compress(json.dumps(REVIEW, indent=1).encode()),
    "h.ndjson.zst": zstd.compress(json.dumps(REVIEW).encode()),
    "i.json": json.dumps(REVIEW, indent=1).encode("utf-16"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_claimreview_of_every_shape(tmp_path, name):
    done = loading.load(tmp_path, loading.file(tmp_path, name, SHAPES[name]))
    # A web page beside the review is no review: it is said, where it is a record of its own.
    assert len(done.refused) == (name == "c.json")
    check_review()
    again = loading.load(tmp_path, tmp_path / name)
    assert "0 new, 0 changed, 1 as stored. 0 passages, 0 reviews" in again.said


def test_review_of_others_is_no_publication_and_is_remembered(tmp_path):
    path = loading.ndjson(tmp_path, REVIEW)
    loading.load(tmp_path, path)
    assert not Publication.objects.exists()
    changed = REVIEW | {"reviewRating": {"alternateName": "Half true"}}
    done = loading.load(tmp_path, loading.ndjson(tmp_path, changed))
    assert "1 as stored. 0 passages, 1 reviews" in done.said
    labels = EVENTS[ExternalReview].objects.order_by("pk").values_list("pgh_label", "rating")
    assert list(labels) == [("insert", "False"), ("update", "Half true")]


@pytest.mark.parametrize(
    "hostile", ["javascript:alert(1)", "data:text/html,x", "//example.org", "x y"]
)
def test_addresses_that_lead_nowhere_good_are_refused(tmp_path, hostile):
    done = loading.load(tmp_path, loading.ndjson(tmp_path, REVIEW | {"url": hostile}))
    assert (done.code, done.refused[0]["field"]) == (1, "review_url")


def test_things_of_wrong_types_are_refused_or_left_out(tmp_path):
    wrong = [
        REVIEW | {"claimReviewed": 5},
        REVIEW | {"claimReviewed": {"a": []}},
        REVIEW
        | {
            "itemReviewed": [],
            "author": 7,
            "reviewRating": "False",
            "url": ["https://example.org/1"],
        },
        REVIEW | {"datePublished": "yesterday"},
        {"@type": ["Thing"]},
    ]
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *wrong), format="claimreview")
    assert [(fault["line"], fault["field"]) for fault in done.refused] == [
        (1, "text"), (5, ""), (2, "text"), (4, "review_date"),
    ]  # fmt: skip
    assert ExternalReview.objects.get(url="https://example.org/1").publisher == "example.org"


def test_answers_of_google_give_a_claim_and_its_reviews(tmp_path):
    review = {
        "publisher": {"name": "Example Checks", "site": "checks.example.org"},
        "url": "https://checks.example.org/1",
        "title": "No",
        "reviewDate": "2025-03-15T00:00:00Z",
        "textualRating": "False",
        "languageCode": "en",
    }
    other = review | {
        "url": "https://other.example.org/2",
        "publisher": {"site": "www.other.example.org"},
    }
    claim = {"text": "The moon is cheese.", "claimant": "Ann Other", "claimReview": [review, other]}
    path = loading.file(
        tmp_path, "g.json", json.dumps({"claims": [claim, claim], "nextPageToken": "x"})
    )
    assert loading.load(tmp_path, path).code == 0
    assert Claim.objects.get().claimant.name == "Ann Other"
    sites = ExternalReview.objects.order_by("site").values_list("site", "publisher", "rating")
    assert list(sites) == [
        ("checks.example.org", "Example Checks", "False"),
        ("other.example.org", "other.example.org", "False"),
    ]


def test_averitec_keeps_its_label_as_its_own(tmp_path):
    claim = {
        "claim": "The moon is cheese.", "required_reannotation": False, "label": "Refuted",
        "justification": "It is not.", "claim_date": "25-8-2020", "speaker": "Ann Other",
        "original_claim_url": None, "fact_checking_article": "https://checks.example.org/1",
        "questions": [{"question": "Is it?", "answers": []}],
    }  # fmt: skip
    path = loading.file(
        tmp_path, "dev.json", json.dumps([claim, claim | {"claim": "Another."}], indent=1)
    )
    assert loading.load(tmp_path, path).code == 0
    first = Claim.objects.order_by("pk")[0]
    assert (str(first.claim_date), first.claimant.name) == ("2020-08-25", "Ann Other")
    # One article may look into several claims.
    assert (
        list(ExternalReview.objects.values_list("publisher", "scale", "rating"))
        == [("AVeriTeC", "averitec", "Refuted")] * 2
    )


# Scales.

POLITIFACT = Path(__file__).parents[2] / "docs" / "examples" / "politifact-ratings.csv"


def scale(folder, content):
    return str(loading.file(folder, "scale.csv", content))


def test_ratings_mean_what_the_desk_says_and_anew_when_it_says_another(tmp_path):
    true, false = factories.rating("true"), factories.rating("false")
    loading.load(tmp_path, loading.ndjson(tmp_path, REVIEW))
    head = "scale,text,rating\nchecks.example.org,"
    loading.load(tmp_path, mapping=scale(tmp_path, head + "FALSE,false"))
    assert ExternalReview.objects.get().means == false
    loading.load(tmp_path, mapping=scale(tmp_path, head + "False,true"))
    assert ExternalReview.objects.get().means == true
    ForeignRating.objects.all().delete()
    assert ExternalReview.objects.get().means is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"review_value": 1}, "true"),
        ({"review_value": 5}, "false"),
        ({"review_value": 1, "review_best": 1, "review_worst": 5}, "true"),
        # The same place on a scale that is written the other way round.
        ({"review_value": 5, "review_best": 5, "review_worst": 1}, "true"),
        ({"review_value": 1, "review_best": 5, "review_worst": 1}, "false"),
        ({"review_value": 2}, None),
        ({"review_value": 1, "review_best": 1, "review_worst": 1}, None),
        ({"review_rating": "Nonsense"}, None),
    ],
)
def test_numbers_of_a_reversed_scale(tmp_path, said, meant):
    factories.rating("true"), factories.rating("false")
    table = "scale,value,best,worst,rating\nchecks.example.org,1,1,5,true\nchecks.example.org,5,1,5,false"
    row = loading.claim(1, **loading.review(1) | {"review_rating": ""} | said)
    loading.load(tmp_path, loading.ndjson(tmp_path, row), mapping=scale(tmp_path, table))
    review = ExternalReview.objects.get()
    assert (review.means and review.means.key) == meant


@pytest.mark.parametrize(
    "table",
    [
        "scale,text,rating\nexample.org,False,nonsense",
        "scale,text,rating\n,False,false",
        "scale,text,value,best,worst,rating\nexample.org,False,1,5,1,false",
        "scale,value,best,worst,rating\nexample.org,9,5,1,false",
        "scale,text,colour\nexample.org,False,red",
    ],
)
def test_wrong_table_of_ratings_changes_nothing(tmp_path, table):
    factories.rating("false")
    assert loading.load(tmp_path, mapping=scale(tmp_path, table)).code == 1
    assert not ForeignRating.objects.exists()


def test_columns_of_others_by_a_file(tmp_path):
    rows = [
        {"id": "7", "claim": "It is so.", "claimant": "Ann Other", "path": "/a",
         "stated": "stated on October 22, 2019 in a campaign mailer.:", "rating": "pants-fire"},
        {"id": "8", "claim": "So it is.", "claimant": "A Post", "path": "/b", "stated": "unknown", "more": []},
    ]  # fmt: skip
    columns = POLITIFACT.with_name("politifact.toml")
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows), columns=str(columns))
    assert (done.code, done.refused) == (0, [])
    first, second = Claim.objects.order_by("pk")
    assert (first.external_id, str(first.claim_date)) == ("politifact:7", "2019-10-22")
    assert second.claim_date is None
    assert first.external_reviews.get().url == "https://www.politifact.com/a"
    assert Claimant.objects.count() == 2


@pytest.mark.parametrize(
    "text",
    ["nonsense", "[columns]\nnonsense = 'x'", "[columns]\ntext = 5", "[pattern]\ntext = '('",
     "[columns]\ntext = 'x'\n[pattern]\ntext = 'no group'"],
)  # fmt: skip
def test_wrong_file_of_columns_is_named(tmp_path, text):
    columns = loading.file(tmp_path, "x.toml", text)
    done = loading.load(tmp_path, loading.ndjson(tmp_path, {"a": 1}), columns=str(columns))
    assert (done.code, "x.toml" in done.said) == (1, True)
