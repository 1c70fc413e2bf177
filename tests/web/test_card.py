"""The card of a claim, for the frames of other sites."""

import re
from html import unescape

from django.db import connections
from django.test.utils import CaptureQueriesContext


def _card(client, claim):
    response = client.get(f"/claims/{claim.slug}/card/")
    assert response.status_code == 200
    return response.content.decode()


def test_card_shows_verdict_claim_desk_and_day(client, world, settings):
    settings.DESK_NAME, settings.PUBLIC_URL = "The <Desk>", "https://claims.example.org"
    page = _card(client, world.left)
    for words in (
        "The &lt;Desk&gt;", "</svg>False", "China charges 75.8 % duty on canola seed.", "Not so",
        "Said by Mark Carney", "Checked",
        '<a href="https://claims.example.org/claims/canola-75-8/" target="_blank" rel="noopener">',
    ):  # fmt: skip
        assert words in page


def test_card_shows_the_correction(client, world):
    page = _card(client, world.corrected)
    assert "Corrected: It said five; the ministry says four." in page


def test_card_of_a_retracted_claim_says_so_and_keeps_no_verdict(client, world):
    page = _card(client, world.retracted)
    assert "Retracted" in page
    assert "We have withdrawn our verdict on this claim. The source was withdrawn." in page
    assert "False" not in page
    assert "Not so" not in page


def test_draft_and_unknown_claim_have_no_card(client, world):
    for slug in (world.drafts["approved"].claim.slug, "none"):
        response = client.get(f"/claims/{slug}/card/")
        assert response.status_code == 404
        assert response["X-Frame-Options"] == "DENY"


def test_card_alone_may_stand_in_a_frame(client, world):
    claim = f"/claims/{world.left.slug}/"
    card = client.get(f"{claim}card/")
    assert "X-Frame-Options" not in card
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "default-src 'self'" in card["Content-Security-Policy"]
    others = ("/", claim, f"{claim}versions/1/", "/corrections/", "/ratings/", "/admin/login/",
              f"{claim}claimreview.json", "/oembed", "/api/v1/claims/", "/nowhere/")  # fmt: skip
    for path in others:
        response = client.get(path)
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_unchanged_card_may_go_on_standing_in_a_frame(client, world):
    # A cache puts the headers of a 304 over those that it holds: DENY would empty the frame.
    path = f"/claims/{world.left.slug}/card/"
    etag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert not {"X-Frame-Options", "Content-Security-Policy"} & set(again.headers)


def test_card_has_no_script_and_no_cookie(client, world):
    response = client.get(f"/claims/{world.left.slug}/card/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", response.content.decode())


def test_card_costs_one_query_beside_the_head_and_none_on_the_desk(client, world):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        _card(client, world.left)
    assert (len(public), len(desk)) == (2, 0)


def test_page_offers_the_code_of_the_frame(client, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    page = client.get(f"/claims/{world.left.slug}/").content.decode()
    (code,) = re.findall(r'<textarea id="embed-code"[^>]* readonly[^>]*>([^<]*)</textarea>', page)
    assert re.fullmatch(
        r'<iframe src="https://claims\.example\.org/claims/canola-75-8/card/"'
        r' title="False: China charges 75.8 % duty on canola seed\." width="600" height="\d+"'
        r' loading="lazy" style="border:0;max-width:100%"></iframe>',
        unescape(code),
    )
    assert '<label for="embed-code">' in page
