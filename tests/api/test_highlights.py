"""`highlights`: where a search hits."""


def test_hits_by_stem_accent_and_typo(api, world):
    (row,) = api.get("claims/", q="visiting OR pekingg")["results"]
    assert row["highlights"] == {
        "text": "The premier <mark>visited</mark> <mark>Peking</mark> in 2017."
    }


def test_only_what_hits_is_there_and_without_a_search_nothing(api, world):
    for row in api.get("claims/", q="documents canola")["results"]:
        assert set(row["highlights"]) == {"text", "explanation"}
        assert "independent <mark>documents</mark> agree" in row["highlights"]["explanation"]
    assert api.get("claims/", q="cafe")["results"][0]["highlights"] == {}
    assert all("highlights" not in row for row in api.get("claims/")["results"])


def test_as_of_highlights_what_stood_then(api, world):
    rows = api.get("claims/", q="detained", as_of="9999-12-31")["results"]
    assert [row["highlights"]["text"] for row in rows] == [
        "Four people were <mark>detained</mark>."
    ]
