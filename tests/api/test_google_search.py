"""GET /v1alpha1/claims:search: which claims, in which order, in Google's shape."""

import json

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.api import google

SEARCH = "/v1alpha1/claims:search"
OURS = {"reviewPublisherSiteFilter": "desk.example"}


@pytest.fixture(autouse=True)
def at_home(settings):
    settings.PUBLIC_URL = "https://www.desk.example"
    settings.DESK_NAME = "The Desk"


@pytest.fixture
def ask(client, world):
    def ask(**query):
        response = client.get(SEARCH, query)
        assert response.status_code == 200, response.content
        answer = json.loads(response.content)
        google.validate(answer, "FactCheckedClaimSearchResponse")
        return answer

    return ask


@pytest.fixture
def found(ask, world):
    def found(**query):
        named = {claim.text: name for name, claim in vars(world).items() if hasattr(claim, "text")}
        return [named[row["text"]] for row in ask(**query).get("claims", [])]

    return found


def test_a_claim_with_its_review(ask, world):
    (claim,) = ask(query="visited Peking")["claims"]
    (review,) = claim.pop("claimReview")
    assert claim == {
        "text": "The premier visited Peking in 2017.",
        "claimant": "Café Owner",
        "claimDate": "2017-05-02T00:00:00Z",
    }
    assert review == {
        "publisher": {"name": "The Desk", "site": "desk.example"},
        "url": f"https://www.desk.example/claims/{world.old.slug}/",
        "title": "Not so",
        "reviewDate": f"{world.at[1]:%Y-%m-%dT%H:%M:%SZ}",
        "textualRating": "True",
        "languageCode": "fr-CA",
    }


def test_what_is_unknown_is_left_out(ask, world):
    (claim,) = ask(query="84")["claims"]
    assert set(claim) == {"text", "claimReview"}


def test_nothing_found_is_an_empty_object(ask, world):
    assert ask(query="nonsense") == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"query": "canola duty"}, "right left"),
        ({"query": "cafe"}, "old"),
        ({"query": "detained"}, "corrected"),
        ({"query": "SECRET"}, ""),
        ({"query": "the"}, ""),
        # Words and not the syntax of a search engine: no phrase, no exclusion, no OR.
        ({"query": '"duty canola"'}, "right left"),
        ({"query": "canola -duty"}, "right left"),
        ({"query": "visited OR detained"}, ""),
        (OURS, "corrected right left old"),
        (OURS | {"query": "canola"}, "right left"),
        (OURS | {"query": " "}, "corrected right left old"),
        ({"reviewPublisherSiteFilter": "https://WWW.Desk.example/claims/"}, "corrected right left old"),
        ({"reviewPublisherSiteFilter": "elsewhere.example"}, ""),
        ({"reviewPublisherSiteFilter": "[", "query": "canola"}, ""),
        ({"review_publisher_site_filter": "desk.example", "page_size": "1"}, "corrected"),
        (OURS | {"languageCode": "fr"}, "old"),
        (OURS | {"languageCode": "fr-FR"}, "old"),
        (OURS | {"languageCode": "fr_CA"}, "old"),
        (OURS | {"languageCode": "fr-Latn"}, "old"),
        (OURS | {"languageCode": "EN-gb"}, "corrected right left"),
        (OURS | {"languageCode": "es"}, ""),
        (OURS | {"pageSize": "2"}, "corrected right"),
        (OURS | {"pageSize": "0"}, "corrected right left old"),
        (OURS | {"pageSize": "2147483647"}, "corrected right left old"),
        (OURS | {"offset": "3"}, "old"),
        (OURS | {"offset": "2147483647"}, ""),
        (OURS | {"maxAgeDays": "1"}, "corrected right left old"),
        (OURS | {"maxAgeDays": "0"}, "corrected right left old"),
        (OURS | {"maxAgeDays": "2147483647"}, "corrected right left old"),
        (OURS | {"key": "any", "quotaUser": "x", "$.xgafv": "2", "access_token": "y"}, "corrected right left old"),
    ],
)  # fmt: skip
def test_which_are_found(found, query, expected):
    assert found(**query) == expected.split()


def test_most_relevant_stands_first_and_of_equals_the_newest(found, world):
    # "Not so" is every title, and four people stand in one text alone.
    assert found(query="premier visited")[0] == "old"
    assert found(query="not so canola") == ["right", "left"]


def test_two_queries_beside_the_head_at_most_whatever_is_asked(client, world):
    for query in (OURS, {"query": "canola", "pageSize": "1"}, OURS | {"maxAgeDays": "5"}):
        with (
            CaptureQueriesContext(connections["record"]) as record,
            CaptureQueriesContext(connections["default"]) as desk,
        ):
            assert client.get(SEARCH, query).status_code == 200
        assert len(record) <= 3, [row["sql"] for row in record]
        assert len(desk) == 0


def test_any_words_are_searched_for_without_an_error(ask, world):
    for words in (
        "' & | ! ( :* \\ \" %", "💥", "a" * 10_000, "ß" * 10_000, "ﷺ" * 5_000, "http://" + "x/" * 4_000,
        "-" * 5_000, "w " * 5_000, "$$ %s {} <->", "\u202e\ufeff\ud7ff", "\r\n\t x",
    ):  # fmt: skip
        assert ask(query=words) == {}


def test_layout_is_for_people_unless_it_is_asked_not_to_be(client, world):
    pretty = client.get(SEARCH, {"query": "canola"}).content
    plain = client.get(SEARCH, {"query": "canola", "prettyPrint": "false", "alt": "json"}).content
    assert pretty.startswith(b'{\n  "claims": [\n')
    assert plain.startswith(b'{"claims":[{')
    assert json.loads(pretty) == json.loads(plain)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("nextPageToken", {}),
        ("claims/text", {"claims": [{"text": "The premier visited Peking in 2017."}]}),
        (
            "claims(claimant,claimReview(title, publisher/site)),nextPageToken",
            {
                "claims": [
                    {
                        "claimant": "Café Owner",
                        "claimReview": [{"publisher": {"site": "desk.example"}, "title": "Not so"}],
                    }
                ]
            },
        ),
        ("*/claimReview/textualRating", {"claims": [{"claimReview": [{"textualRating": "True"}]}]}),
        ("claims/nothing", {"claims": [{}]}),
    ],
)  # fmt: skip
def test_a_part_of_the_answer(client, world, fields, expected):
    answer = json.loads(client.get(SEARCH, {"query": "Peking", "fields": fields}).content)
    assert answer == expected


def test_pages_of_other_origins_may_read(client, world):
    response = client.get(SEARCH, OURS, headers={"origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    first = client.options(SEARCH, headers={"origin": "https://elsewhere.example"})
    assert (first.status_code, first["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_head_is_get_without_a_body(client, world):
    head = client.head(SEARCH, OURS)
    assert (head.status_code, head.content) == (200, b"")
