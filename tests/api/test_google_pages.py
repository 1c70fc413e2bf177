"""GET /v1alpha1/pages: each published claim's page, with its ClaimReview, in Google's shape."""

import json

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.api import google

PAGES = "/v1alpha1/pages"


@pytest.fixture(autouse=True)
def at_home(settings):
    settings.PUBLIC_URL = "https://www.desk.example/facts"
    settings.DESK_NAME = "The Desk"


@pytest.fixture
def listed(client, world):
    def listed(**query):
        response = client.get(PAGES, query)
        assert response.status_code == 200, response.content
        answer = json.loads(response.content)
        google.validate(answer, "ListClaimReviewMarkupPagesResponse")
        return answer

    return listed


def names(answer):
    return [page["name"] for page in answer.get("claimReviewMarkupPages", [])]


def page_of(claim):
    return f"pages/{claim.public_id}"


def test_a_page_with_its_markup(client, world):
    response = client.get(f"/v1alpha1/{page_of(world.left)}")
    page = json.loads(response.content)
    google.validate(page, "ClaimReviewMarkupPage")
    (markup,) = page.pop("claimReviewMarkups")
    url = "https://www.desk.example/facts/claims/canola-75-8/"
    assert page == {
        "name": page_of(world.left),
        "pageUrl": url,
        "publishDate": f"{world.at[2]:%Y-%m-%d}",
        "claimReviewAuthor": {"name": "The Desk"},
        "versionId": "2",
    }
    assert markup["url"] == url
    assert markup["claimReviewed"] == "China charges 75.8 % duty on canola seed."
    assert markup["claimAuthor"] == {"name": "Mark Carney"}
    rating = markup["rating"]
    assert (rating["ratingValue"], rating["bestRating"], rating["worstRating"]) == (1, 5, 1)
    assert rating["textualRating"] == "False"
    assert rating["ratingExplanation"].startswith("Two independent documents")


def test_correction_has_another_version_id(client, world):
    page = json.loads(client.get(f"/v1alpha1/{page_of(world.corrected)}").content)
    assert page["versionId"] == "5"


def test_every_published_claim_is_listed_and_no_other(listed, world):
    expected = [page_of(row) for row in (world.corrected, world.right, world.left, world.old)]
    assert names(listed()) == names(listed(organization="desk.example")) == expected
    assert listed(organization="elsewhere.example") == {}


def test_pages_are_listed_to_the_end(listed, world):
    seen, asked = [], {"pageSize": "3", "offset": "0"}
    while True:
        answer = listed(**asked)
        seen += names(answer)
        if "nextPageToken" not in answer:
            break
        asked["pageToken"] = answer["nextPageToken"]
    assert seen == names(listed())
    assert names(listed(offset="3")) == seen[3:]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.desk.example/facts/claims/canola-75-8/", True),
        ("http://DESK.example/facts/claims/canola-75-8?utm_source=x#why", True),
        ("desk.example/facts/claims/canola-75-8", True),
        ("https://desk.example/claims/canola-75-8/", False),
        ("https://elsewhere.example/facts/claims/canola-75-8/", False),
        ("https://desk.example/facts/claims/nothing/", False),
        ("https://desk.example/facts/claims/", False),
        ("https://[", False),
        ("x" * 5000, False),
    ],
)
def test_page_of_an_address_however_it_is_written(listed, world, url, found):
    assert names(listed(url=url)) == [page_of(world.left)] * found


def test_retracted_and_unreviewed_claims_have_no_page(client, world):
    gone = client.get(f"/v1alpha1/{page_of(world.retracted)}")
    assert gone.status_code == 404
    assert f"/claims/{world.retracted.slug}/ says why" in gone.content.decode()
    for review in world.drafts.values():
        assert client.get(f"/v1alpha1/{page_of(review.claim)}").status_code == 404
    assert "SECRET" not in client.get(PAGES).content.decode()


def test_one_query_beside_the_head_whatever_is_asked(client, world):
    for path in (PAGES, f"{PAGES}?pageSize=2&offset=1", f"/v1alpha1/{page_of(world.left)}"):
        with (
            CaptureQueriesContext(connections["record"]) as record,
            CaptureQueriesContext(connections["default"]) as desk,
        ):
            assert client.get(path).status_code == 200
        assert (len(record), len(desk)) == (2, 0)
