"""GET /api/v1/contradictions/."""

from uuid import uuid4

from claims.record import chain


def test_both_claims_stand_side_by_side(api, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    answer = api.get("contradictions/")
    (pair,) = answer["results"]
    assert (pair["left"]["value"], pair["right"]["value"]) == ("75.8 %", "84 %")
    assert pair["left"]["url"] == "https://claims.example.org/claims/canola-75-8/"
    assert pair["holds"] == pair["left"]["id"] == str(world.left.public_id)
    assert pair["resolution"] == "The rate of August replaced the other."
    assert pair["published_at"] == chain.timestamp(world.at[3])
    assert (answer["next"], answer["previous"]) == (None, None)


def test_filters(api, world):
    assert len(api.ids("contradictions/", kind="number", relation="contradicts")) == 1
    assert api.ids("contradictions/", kind="name") == []
    assert api.ids("contradictions/", relation="supersedes") == []
    assert len(api.ids("contradictions/", claim=world.right.public_id)) == 1
    assert len(api.ids("contradictions/", claim=str(world.right.public_id).upper())) == 1
    assert api.ids("contradictions/", claim=uuid4()) == []
