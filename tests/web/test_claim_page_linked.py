"""The ClaimReview in the page of a claim, as extruct reads it."""

import extruct


def _told(client, claim, status=200):
    response = client.get(f"/claims/{claim.slug}/")
    assert response.status_code == status
    return extruct.extract(response.content.decode(), syntaxes=["json-ld"])["json-ld"]


def _linked(client, claim):
    path = f"/api/v1/claims/{claim.public_id}/"
    return client.get(path, headers={"accept": "application/ld+json"}).json()


def test_page_tells_the_claim_review_of_the_api_and_nothing_else(client, world):
    for claim in (world.left, world.right, world.corrected, world.old):
        assert _told(client, claim) == [_linked(client, claim)]


def test_claim_review_is_that_of_the_page(client, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    (told,) = _told(client, world.left)
    assert told["url"] == "https://claims.example.org/claims/canola-75-8/"
    assert told["claimReviewed"] == world.left.text
    publishers = [work["publisher"]["name"] for work in told["itemReviewed"]["appearance"]]
    assert "The Globe <&> Mail" in publishers


def test_retracted_claim_tells_none(client, world):
    assert _told(client, world.retracted, status=410) == []


def test_address_for_browsers_answers_with_it(client, world):
    for claim in (world.left, world.corrected):
        response = client.get(f"/claims/{claim.slug}/claimreview.json")
        assert response["Content-Type"] == "application/ld+json"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response.json() == _linked(client, claim)


def test_address_for_browsers_is_gone_with_the_claim(client, world):
    response = client.get(f"/claims/{world.retracted.slug}/claimreview.json")
    assert (response.status_code, response["Content-Type"]) == (410, "application/json")
    assert response.json()["kind"] == "retraction"
    draft = world.drafts["approved"].claim
    assert client.get(f"/claims/{draft.slug}/claimreview.json").status_code == 404


def test_page_links_to_it(client, world):
    page = client.get(f"/claims/{world.left.slug}/").content.decode()
    href = f'href="/api/v1/claims/{world.left.public_id}/"'
    assert f'<link rel="alternate" type="application/ld+json" {href}' in page
