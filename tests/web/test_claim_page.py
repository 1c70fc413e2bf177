"""The page of one claim."""

import re

from django.db import connections
from django.test.utils import CaptureQueriesContext

BLOCK = re.compile(r'<script type="application/ld\+json">[^<]*</script>')
"""What the page says to machines: data, which no browser runs or shows."""
CODE = re.compile(r"<textarea[^>]*>[^<]*</textarea>")
"""What a page offers for other sites, as text."""


def _page(client, claim, status=200):
    response = client.get(f"/claims/{claim.slug}/")
    assert response.status_code == status
    return BLOCK.sub("", response.content.decode())


def test_verdict_stands_before_the_reasons(client, world):
    page = _page(client, world.left)
    places = [page.index(words) for words in (
        "China charges 75.8 %", "Our verdict", "Not so.", ">Why<", ">Sources<",
        "What does not go together", "Where it was claimed", "What was published",
    )]  # fmt: skip
    assert places == sorted(places)


def test_sources_show_their_stance_and_passages_their_words(client, world):
    page = _page(client, world.left)
    assert page.count(">Refutes<") == 2
    assert "…imposed </span><mark>a 75.8% duty</mark>" in page
    assert "The Globe &lt;&amp;&gt; Mail" in page


def test_contradiction_shows_both_values_and_which_holds(client, world):
    page = _page(client, world.left)
    assert page.index("75.8 %</dd>") < page.index("84 %</dd>")
    assert page.index("This claim") < page.index("Holds</span>") < page.index("The other claim")
    assert f'href="/claims/{world.right.slug}/"' in page


def test_correction_says_what_was_wrong_and_keeps_the_history(client, world):
    page = _page(client, world.corrected)
    assert page.count("It said five; the ministry says four.") == 2
    assert page.index("as version 2") < page.index("as version 1")


def test_retracted_claim_leaves_a_tombstone_without_its_verdict(client, world):
    page = _page(client, world.retracted, status=410)
    assert "The source was withdrawn." in page
    assert "Nobody was detained." in page
    assert "Two independent documents" not in page
    assert "noindex" in page


def test_draft_and_unknown_claim_are_not_found(client, world):
    assert "nothing at this address" in _page(client, world.drafts["approved"].claim, status=404)
    assert client.get("/claims/none/").status_code == 404
    assert client.get("/claims/%00/").status_code == 404


def test_title_description_and_links_for_machines(client, world, settings):
    settings.PUBLIC_URL = "https://claims.example.org"
    page = _page(client, world.left)
    assert "<title>False: China charges 75.8 % duty" in page
    assert '<link rel="canonical" href="https://claims.example.org/claims/canola-75-8/">' in page
    for path in (f"/api/v1/claims/{world.left.public_id}/", "/claims/canola-75-8/claimreview.json"):
        assert f'<a href="{path}"' in page
    assert f'<a href="/api/v1/claims/{world.left.public_id}/versions/">' in page
    assert re.search(r'<meta name="description" content="False: Not so – Two', page)


def test_page_costs_two_queries_beside_the_head_and_none_on_the_desk(client, world):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        _page(client, world.left)
    assert (len(public), len(desk)) == (3, 0)


def test_nothing_on_a_page_needs_inline_script_or_style(client, world):
    claim, gone = f"/claims/{world.left.slug}/", f"/claims/{world.retracted.slug}/"
    pages = (claim, f"{claim}card/", f"{claim}versions/1/", gone, f"{gone}versions/1/retraction/")
    for path in ("/", *pages, "/corrections/", "/ratings/", "/nowhere/"):
        page = BLOCK.sub("", client.get(path).content.decode())
        page = CODE.sub("", page)
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)
