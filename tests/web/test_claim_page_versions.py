"""The versions of the claims that other tests read too: tombstones, contradictions, what is none."""


def _page(client, claim, end="", status=200):
    response = client.get(f"/claims/{claim.slug}/{end}")
    assert response.status_code == status
    return response.content.decode()


def test_a_correction_without_other_words_says_so(client, world):
    assert "No word of the verdict" in _page(client, world.corrected)
    assert "No word of the verdict" not in _page(client, world.left)


def test_tombstone_page_lists_the_versions(client, world):
    page = _page(client, world.retracted, status=410)
    assert f'<a href="/claims/{world.retracted.slug}/versions/1/">' in page
    assert f'<a href="/claims/{world.retracted.slug}/versions/1/retraction/">' in page
    assert "The current" not in page
    assert "as it stands now: retracted" in _page(client, world.retracted, "versions/1/")


def test_contradictions_of_a_version_are_those_of_its_day(client, world):
    """The other claim was published later: the page shows it, version 1 of that day does not."""
    assert "What does not go together" in _page(client, world.left)
    assert "What does not go together" not in _page(client, world.left, "versions/1/")
    page = _page(client, world.right, "versions/1/")
    assert f'href="/claims/{world.left.slug}/"' in page


def test_what_is_no_version_is_not_found(client, world):
    ends = (
        "0/",
        "2/",
        "99999999999999999999/",
        "1/retraction/",
        "-1/",
        "2/cite.bib",
        "x/cite.json",
    )
    for end in ends:
        _page(client, world.left, f"versions/{end}", status=404)
    _page(client, world.drafts["approved"].claim, "versions/1/", status=404)
