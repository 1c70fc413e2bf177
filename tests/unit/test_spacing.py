"""Passages as they are printed, whatever spaces a form has taken from around them."""

import pytest

from claims.language import spacing
from claims.web import presenting


@pytest.mark.parametrize(
    ("prefix", "suffix", "printed"),
    [
        ("has", "as well", "…has |phrase| as well…"),
        ("has ", " as well", "…has |phrase| as well…"),
        ("said “", "”, he", "…said “|phrase|”, he…"),
        ("", "", "|phrase|"),
        (" ", ".", "|phrase|."),
    ],
)
def test_phrase_stands_apart_from_words_and_joined_to_signs(prefix, suffix, printed):
    """Wrong outcome: “has” and “three territories” are read as “hasthree territories”."""
    assert f"{spacing.before(prefix)}|phrase|{spacing.after(suffix)}" == printed


@pytest.mark.parametrize(
    ("prefix", "suffix", "printed"),
    [
        ("", "as well.", "|phrase| as well."),
        ("", "as well.”", "|phrase| as well.”"),
        ("", "?", "|phrase|?"),
        ("", ". Recently,", "|phrase|. Recently,…"),
        ("", "by 0.5", "|phrase| by 0.5…"),
        ("", "and so on…", "|phrase| and so on…"),
        (". Recently", "", "Recently |phrase|"),
        (".” Recently, “", "", "Recently, “|phrase|"),
        ("Canada’s", "", "…Canada’s |phrase|"),
        (".5 percent of", "", "….5 percent of |phrase|"),
        ("… said", "", "… said |phrase|"),
        (".", "", "|phrase|"),
    ],
)
def test_dots_stand_where_a_sentence_is_cut(prefix, suffix, printed):
    """Wrong outcome: “as well.…”, as if the sentence went on."""
    assert f"{spacing.before(prefix)}|phrase|{spacing.after(suffix)}" == printed


def test_public_page_prints_passages_so():
    place = {"article": {"url": "", "date_published": None}, "prefix": "has", "suffix": "as well"}
    body = {
        "id": "x", "text": "", "kind": "publication", "claim_date": None, "claimant": None,
        "published_at": "2026-01-16T00:00:00Z", "first_published_at": "2026-01-16T00:00:00Z",
        "appearances": [place],
    }  # fmt: skip
    (shown,) = presenting.claim(presenting.json.dumps(body).encode())["appearances"]
    assert (shown["before"], shown["after"]) == ("…has ", " as well…")
