"""GET /api/v1/ratings/."""


def test_legend_lists_each_rating(api, world):
    answer = api.get("ratings/")
    assert sorted(row["key"] for row in answer["results"]) == ["false", "true"]
    assert answer["results"][0]["definition"] == "Not so."
    assert (answer["next"], answer["previous"]) == (None, None)
