"""Pages of a desk that has published nothing yet."""

import pytest


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "No claim has been published yet"),
        ("/contradictions/", "No two published claims contradict"),
        ("/method/", "none yet"),
        ("/corrections/", "Nothing has been corrected"),
        ("/ratings/", "No claim has been published yet"),
    ],
)
def test_empty_page_says_why_it_is_empty(client, committed_db, path, words):
    assert words in client.get(path).content.decode()
