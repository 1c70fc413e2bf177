"""Pasted addresses: what is kept of them, and whose they may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.language import addresses

KEPT = {
    "https://example.org/a": "https://example.org/a",
    "example.org/a": "https://example.org/a",
    "example.org:8080/a": "https://example.org:8080/a",
    "http://Example.ORG:80": "http://example.org/",
    " https://example.org/a\n?b=1 ": "https://example.org/a?b=1",
    "https://example.org/?utm_source=x&b=&UTM_ID=2&fbclid=3": "https://example.org/?b=",
    "https://example.org/a#part": "https://example.org/a",
    "https://example.org/#!/page": "https://example.org/#!/page",
    "https://example.org/a?x=utm_source": "https://example.org/a?x=utm_source",
}
REFUSED = (
    "",
    "words",
    "two words.",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org/",
    "https://",
    "https://localhost/",
    "https://example.org:port/",
    "https://bob@example.org/",
    "https://bob:secret@example.org/",
    "https://example.org\\@example.net/",
    "https://[::1/",
)


@pytest.mark.parametrize("typed", KEPT)
def test_what_only_counts_clicks_is_left_out(typed):
    assert addresses.cleaned(typed) == KEPT[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_address_of_a_page_is_refused(typed):
    with pytest.raises(ValueError, match="address"):
        addresses.cleaned(typed)


def test_what_is_too_long_is_quoted_in_part():
    with pytest.raises(ValueError, match="…") as refusal:
        addresses.cleaned("x" * 500)
    assert len(str(refusal.value)) < 200


@given(st.text() | st.from_regex(r"(https?://)?[a-z.:@/?#=&%\[\]]+", fullmatch=True))
def test_any_text_is_cleaned_once_and_for_all_or_refused(typed):
    try:
        once = addresses.cleaned(typed)
    except ValueError:
        return
    assert addresses.cleaned(once) == once
    assert once.startswith(("http://", "https://"))


def test_sites_go_from_the_nearest_up_and_stop_before_the_last_part():
    assert addresses.host("https://www.example.org/a") == "example.org"
    assert addresses.sites("https://www.a.news.example.org/") == [
        "a.news.example.org",
        "news.example.org",
        "example.org",
    ]
