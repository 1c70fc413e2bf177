"""The DataFeeds of an empty record, and of texts that want to break out of them."""

import pytest

from tests.web.test_datafeed import DUMP, FEED, read
from tests.web.test_feeds_hostile import NASTY, nasty

__all__ = ["nasty"]


@pytest.mark.parametrize("path", [FEED, DUMP])
def test_hostile_text_stays_text(client, nasty, path):
    (element,) = read(client, path)["dataFeedElement"]
    (review,) = element["item"]
    assert review["claimReviewed"] == NASTY
    assert review["correction"][0]["text"] == NASTY


@pytest.mark.parametrize("path", [FEED, DUMP])
def test_empty_record_gives_an_empty_feed(client, committed_db, path):
    assert read(client, path) == {
        "@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [],
    }  # fmt: skip
