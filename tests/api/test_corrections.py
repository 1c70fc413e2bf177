"""GET /api/v1/corrections/."""

from claims.record import chain


def test_corrections_and_retractions_with_their_reasons_newest_first(api, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    newest, older = api.get("corrections/")["results"]
    assert (newest["kind"], newest["note"]) == ("retraction", "The source was withdrawn.")
    assert older == {
        "sequence": 5,
        "id": str(world.corrected.public_id),
        "url": f"https://claims.example.org/claims/{world.corrected.slug}/",
        "text": "Four people were detained.",
        "kind": "correction",
        "version": 2,
        "note": "It said five; the ministry says four.",
        "published_at": chain.timestamp(world.at[5]),
    }


def test_filters_and_pages(api, world, client):
    assert api.ids("corrections/", kind="correction") == [str(world.corrected.public_id)]
    assert api.ids("corrections/", claim=world.retracted.public_id) == [
        str(world.retracted.public_id)
    ]
    first = api.get("corrections/", page_size=1)
    second = client.get(first["next"]).json()
    assert [first["results"][0]["sequence"], second["results"][0]["sequence"]] == [7, 5]
    assert second["next"] is None
