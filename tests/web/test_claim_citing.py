"""How a version of a claim is cited."""

import re
from html import unescape

from claims.models import Publication

DAY = "%-d %B %Y"


def _sentence(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    (text,) = re.findall(r'<p class="cite__text">(.*?)</p>', response.content.decode())
    return unescape(text)


def _entry(claim, kind):
    return Publication.objects.get(claim_id=claim.public_id, kind=kind)


def test_sentence_names_who_what_when_and_where(client, world, settings):
    settings.PUBLIC_URL, settings.DESK_NAME = "https://claims.example.org", "The Desk"
    day = f"{_entry(world.left, 'publication').published_at:{DAY}}"
    expected = (
        "The Desk: “China charges 75.8 % duty on canola seed.” Verdict: False. Version 1,"
        f" {day}. https://claims.example.org/claims/canola-75-8/versions/1/"
    )
    assert _sentence(client, "/claims/canola-75-8/") == expected
    assert _sentence(client, "/claims/canola-75-8/versions/1/") == expected


def test_sentence_of_each_version_names_its_own_address(client, world):
    base = f"/claims/{world.corrected.slug}/"
    assert _sentence(client, base).endswith("/versions/2/")
    assert _sentence(client, f"{base}versions/1/").endswith("/versions/1/")


def test_sentence_tells_of_the_retraction(client, world):
    base = f"/claims/{world.retracted.slug}/"
    day = f"{_entry(world.retracted, 'retraction').published_at:{DAY}}"
    assert f"Verdict: False. Retracted {day}. Version 1" in _sentence(client, f"{base}versions/1/")
    tombstone = _sentence(client, base, status=410)
    assert f"Retraction of version 1, {day}." in tombstone
    assert "Verdict" not in tombstone


def test_bibtex(client, world, settings):
    settings.PUBLIC_URL, settings.DESK_NAME = "https://claims.example.org", "Desk & {Sons}"
    response = client.get("/claims/canola-75-8/versions/1/cite.bib")
    published = _entry(world.left, "publication").published_at
    assert response["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response.content.decode() == (
        "@misc{canola-75-8-v1,\n"
        "  author = {{Desk \\& \\textbraceleft{}Sons\\textbraceright{}}},\n"
        "  title = {{False: China charges 75.8 \\% duty on canola seed.}},\n"
        f"  year = {{{published.year}}},\n"
        f"  month = {f'{published:%b}'.lower()},\n" + "  note = {Version 1},\n"
        "  url = {https://claims.example.org/claims/canola-75-8/versions/1/},\n"
        "}\n"
    )


def test_csl_json(client, world, settings):
    settings.PUBLIC_URL, settings.DESK_NAME = "https://claims.example.org", "The Desk"
    response = client.get("/claims/canola-75-8/versions/1/cite.json")
    published = _entry(world.left, "publication").published_at
    assert response["Content-Type"] == "application/vnd.citationstyles.csl+json"
    assert response.json() == [
        {
            "id": "canola-75-8-v1",
            "type": "webpage",
            "title": "False: China charges 75.8 % duty on canola seed.",
            "author": [{"literal": "The Desk"}],
            "issued": {"date-parts": [[published.year, published.month, published.day]]},
            "version": "1",
            "language": "en",
            "URL": "https://claims.example.org/claims/canola-75-8/versions/1/",
        }
    ]


def test_a_list_of_references_shows_the_retraction(client, world):
    (item,) = client.get(f"/claims/{world.retracted.slug}/versions/1/cite.json").json()
    assert item["title"] == "False (retracted): Nobody was detained."


def test_page_offers_both_files(client, world):
    page = client.get("/claims/canola-75-8/").content.decode()
    for name in ("cite.bib", "cite.json"):
        assert f'href="/claims/canola-75-8/versions/1/{name}"' in page
