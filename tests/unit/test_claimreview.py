"""A document of the record as ClaimReview."""

import pytest

from tests import documents

review = documents.review


def claimed(**changes):
    return review(**changes)["itemReviewed"]


def first(*places, claim_date=None):
    return claimed(appearances=list(places), claim_date=claim_date).get("firstAppearance")


def test_every_member_of_a_corrected_claim():
    publisher = {"@type": "Organization", "name": "BBC", "sameAs": documents.BBC["same_as"]}
    work = {
        "@type": "CreativeWork", "url": "https://example.org/a", "headline": "Headline a",
        "publisher": publisher, "datePublished": "2026-01-16", "inLanguage": "en",
    }  # fmt: skip
    assert review() == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://claims.example.org/claims/canola/",
        "name": "Not so",
        "claimReviewed": "China charges 75.8 % duty on canola seed.",
        "reviewRating": {
            "@type": "Rating", "alternateName": "False",
            "ratingValue": 1, "bestRating": 5, "worstRating": 1,
            "ratingExplanation": "Two documents say otherwise.",
        },
        "reviewBody": "Two documents say otherwise.",
        "author": {
            "@type": "Organization", "name": "The Desk", "url": "https://claims.example.org/",
        },
        "datePublished": "2026-02-01T10:00:00.000000Z",
        "dateModified": "2026-02-02T10:00:00.000000Z",
        "inLanguage": "en",
        "itemReviewed": {
            "@type": "Claim",
            "text": "China charges 75.8 % duty on canola seed.",
            "author": {
                "@type": "Person", "name": "Mark Carney", "jobTitle": "Prime Minister of Canada",
                "sameAs": "https://en.wikipedia.org/wiki/Mark_Carney",
            },
            "datePublished": "2026-01-16",
            "firstAppearance": work,
            "appearance": [work],
        },
        "citation": [
            {
                "@type": "CreativeWork", "name": "The official gazette",
                "url": "https://example.org/gazette",
                "archivedAt": "https://web.archive.org/gazette",
                "publisher": publisher, "datePublished": "2025-03-14",
            }
        ],
        "correction": [
            {
                "@type": "CorrectionComment", "text": "It said 84.",
                "datePublished": "2026-02-02T10:00:00.000000Z",
            }
        ],
    }  # fmt: skip


def test_first_version_of_a_claim_knows_no_later_correction():
    told = review(kind="publication", published_at="2026-02-01T10:00:00.000000Z")
    assert "correction" not in told
    assert told["dateModified"] == told["datePublished"]


def test_rating_that_measures_no_truth_has_no_number():
    rating = review(rating=documents.NUMBERLESS)["reviewRating"]
    assert set(rating) == {"@type", "alternateName", "ratingExplanation"}


@pytest.mark.parametrize(
    ("value", "best", "worst", "told"),
    [
        (1, 1, 5, (5, 5, 1)),
        (5, 1, 5, (1, 5, 1)),
        (2.5, 1, 5, (3.5, 5, 1)),
        (0, 10, 0, (0, 10, 0)),
        (-2, 2, -2, (-2, 2, -2)),
    ],
)
def test_best_is_the_highest_on_a_reversed_scale_too(value, best, worst, told):
    scale = {"text": "So", "value": value, "best": best, "worst": worst}
    rating = review(rating=scale)["reviewRating"]
    assert (rating["ratingValue"], rating["bestRating"], rating["worstRating"]) == told


def test_scale_of_one_number_says_nothing():
    scale = {"text": "So", "value": 1, "best": 1, "worst": 1}
    assert "ratingValue" not in review(rating=scale)["reviewRating"]


def test_retracted_claim_has_no_claim_review():
    with pytest.raises(ValueError, match="retracted"):
        review(kind="retraction")


def test_claim_of_nobody_knows_whom():
    assert "author" not in claimed(claimant=None)


def test_organization_has_no_job_title():
    claimant = documents.CARNEY | {"kind": "organization", "same_as": ""}
    assert claimed(claimant=claimant)["author"] == {"@type": "Organization", "name": "Mark Carney"}


def test_first_appearance_is_told_only_where_the_dates_tell_it():
    early, late = documents.place("a", "2026-01-01"), documents.place("b", "2026-01-02")
    undated, same_day = documents.place("c"), documents.place("d", "2026-01-01")
    assert first(late, early)["headline"] == "Headline a"
    assert first(early, claim_date="2026-01-01")["headline"] == "Headline a"
    assert first(early, claim_date="2025-12-31") is None
    assert first(early, same_day) is None
    assert first(early, undated) is None
    assert first(undated) is None
    assert first() is None


def test_article_with_two_passages_is_one_appearance():
    places = [documents.place("a"), documents.place("a"), documents.place("b")]
    assert len(claimed(appearances=places)["appearance"]) == 2


def test_article_that_nobody_could_find_is_left_out():
    nameless = documents.place("a", "2026-01-01", url="", headline="", publisher=None)
    assert "appearance" not in claimed(appearances=[nameless])
    assert first(nameless) is None


def test_source_that_is_evidence_twice_is_cited_once():
    assert len(review(sources=[documents.source(), documents.source(quote="84")])["citation"]) == 1


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "data:text/html,x", "http://[", "/x"])
def test_address_that_leads_nowhere_is_left_out(url):
    told = review(
        sources=[documents.source(url=url, archived_url=url)],
        claimant=documents.CARNEY | {"same_as": url},
        appearances=[documents.place("a", url=url)],
    )
    assert not {"url", "archivedAt"} & set(told["citation"][0])
    assert "url" not in told["itemReviewed"]["appearance"][0]
    assert "sameAs" not in told["itemReviewed"]["author"]


def test_address_becomes_one_that_every_machine_reads():
    told = review(sources=[documents.source(url='https://example.org/a b|c"<>é?q=1%20#x')])
    assert told["citation"][0]["url"] == "https://example.org/a%20b%7Cc%22%3C%3Eé?q=1%20#x"


def test_nothing_is_empty():
    bare = {"sources": [], "appearances": [], "claimant": None, "claim_date": None, "title": " "}
    told = review(**bare, explanation="", kind="publication", published_at="2026")
    assert set(told) == {
        "@context", "@type", "url", "claimReviewed", "reviewRating", "author", "datePublished",
        "dateModified", "inLanguage", "itemReviewed",
    }  # fmt: skip
    assert set(told["itemReviewed"]) == {"@type", "text"}
