"""What the API makes of parameters that it cannot use: an error that names each, never a 500."""

import pytest

LISTS = ("claims/", "contradictions/", "corrections/", "ratings/")


def test_unknown_parameter_is_answered_with_the_known_ones(api, world):
    error = api.refusal("claims/", ratng="false")
    assert (error["name"], error["value"]) == ("ratng", "false")
    assert "rating, claimant, publisher" in error["remedy"]


def test_every_bad_parameter_is_named_at_once(api, world):
    answer = api.get("claims/", status=400, page_size="500", valid_on="yesterday", wat="1")
    assert [error["name"] for error in answer["errors"]] == ["page_size", "valid_on", "wat"]
    assert answer["type"] == "urn:problem-type:factcheck:parameters"
    assert "1 to 100" in answer["detail"]


@pytest.mark.parametrize("path", LISTS)
def test_each_list_refuses_what_it_does_not_know(api, world, path):
    assert api.refusal(path, format="xml")["name"] == "format"


@pytest.mark.parametrize("name", ["q", "rating", "claimant", "publisher", "article", "topic"])
@pytest.mark.parametrize("value", ["a\0b", "", "  ", "x" * 1001])
def test_text_that_cannot_be_searched_for_is_refused(api, world, name, value):
    assert api.refusal("claims/", **{name: value})["name"] == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_size", "0"), ("page_size", "101"), ("page_size", "-1"), ("page_size", "1.5"),
        ("page_size", "9" * 400), ("page_size", "١٢"), ("page_size", "ten"),
        ("cursor", "x"), ("cursor", "Zg"), ("cursor", "💥"), ("cursor", "9" * 5000),
        ("cursor", "Zjk5OTk5OTk5OTk5OTk5OTk5OTk"), ("cursor", "Zi0x"), ("cursor", "ZjE\n"),
        ("as_of", "9999-99-99"), ("as_of", "0000-01-01"), ("as_of", "2025-3-1"),
        ("as_of", "20250301"), ("as_of", "2025-03-01T10:00:00"), ("as_of", "2025-W09-6"),
        ("as_of", "2025-03-01T10:00:00 02:00"), ("as_of", "0001-01-01T00:00:00+14:00"),
        ("as_of", "2025-03-01T24:00:00Z"), ("as_of", "٢٠٢٥-٠٣-٠١"), ("as_of", "today"),
        ("published_from", "9999-12-31T23:59:59-14:00"), ("published_to", "x"),
        ("claim_date_from", "2025-02-29"), ("claim_date_to", "2025-03-01T00:00:00Z"),
        ("valid_on", "9999-99-99"), ("in_language", "e" * 36),
    ],
)  # fmt: skip
def test_bad_value_is_named_with_a_remedy(api, world, name, value):
    error = api.refusal("claims/", **{name: value})
    assert (error["name"], error["value"]) == (name, value[:100] + "…" * (len(value) > 100))
    assert error["remedy"]


@pytest.mark.parametrize(
    ("path", "name", "value", "remedy"),
    [
        ("contradictions/", "kind", "colour", "name, role, number"),
        ("contradictions/", "relation", "", "leave it out"),
        ("contradictions/", "claim", "{" + "a" * 32 + "}", "8-4-4-4-12"),
        ("corrections/", "kind", "publication", "correction, retraction"),
        ("corrections/", "page_size", "101", "1 to 100"),
    ],
)
def test_other_lists_name_their_choices(api, world, path, name, value, remedy):
    assert remedy in api.refusal(path, **{name: value})["remedy"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "name", ["as_of", "published_from", "published_to", "claim_date_from", "valid_on"]
)
def test_first_and_last_day_of_the_calendar_are_days(api, world, name, day):
    api.get("claims/", **{name: day})


@pytest.mark.parametrize("cursor", ["ZjA", "YjA", "Zjk", "Yjk5OQ"])
def test_cursor_beyond_either_end_of_the_list_is_no_error(client, world, cursor):
    assert client.get("/api/v1/claims/", {"cursor": cursor}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "q=%FF%FE", "%C3%28=1", "q=%ED%A0%80", "q=a&q=b", "page_size=5&page_size=5",
        "q=%00", "&".join(f"p{n}=1" for n in range(1500)),
    ],
)  # fmt: skip
def test_query_string_that_is_no_text_or_says_things_twice_is_refused(client, world, query):
    response = client.get(f"/api/v1/claims/?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_query_string_without_sense_but_without_harm(client, world):
    assert client.get("/api/v1/claims/?&&").status_code == 200
    assert client.get("/api/v1/claims/?q=%F0%9F%92%A5").status_code == 200
