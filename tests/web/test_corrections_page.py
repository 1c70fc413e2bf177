"""The page of corrections."""

from claims.web import views


def test_corrections_and_retractions_with_reasons_newest_first(client, world):
    page = client.get("/corrections/").content.decode()
    assert page.index("The source was withdrawn.") < page.index("It said five;")
    assert f'href="/claims/{world.retracted.slug}/"' in page


def test_pages_and_a_damaged_address(client, world, monkeypatch):
    monkeypatch.setattr(views, "LIST_SIZE", 1)
    second = client.get(client.get("/corrections/").context["older"])
    assert [row["sequence"] for row in second.context["changes"]] == [5]
    assert client.get("/corrections/?cursor=x").status_code == 400
