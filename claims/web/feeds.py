"""Atom and RSS: what was published, and what was corrected or retracted, the newest first."""

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape, linebreaks

from claims.record import index, published
from claims.web import presenting

Json = dict[str, Any]
if TYPE_CHECKING:  # the stubs are generic, Django's class is not
    Base = Feed[Json, None]
else:
    Base = Feed

SIZE = 50
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 cannot hold, however they are written."""


def plain(text: str) -> str:
    """Return `text` without what XML cannot hold."""
    return NOT_XML.sub("", text)


def html(text: str) -> str:
    """Return `text` as HTML, which is what readers take a summary for."""
    return linebreaks(plain(text), autoescape=True)


class RecordFeed(Base):
    """What the feeds have in common; their items are what the lists show of the record."""

    feed_type: type[SyndicationFeed] = Atom1Feed
    language = "en"
    item_guid_is_permalink = False
    page: str

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Else Django makes it of the name by which the reader happened to ask.
        self.feed_url = settings.PUBLIC_URL + request.path
        return super().__call__(request, *args, **kwargs)

    def title(self) -> str:
        return plain(settings.DESK_NAME)

    def author_name(self) -> str:
        return plain(settings.DESK_NAME)

    def link(self) -> str:
        return settings.PUBLIC_URL + reverse(f"web:{self.page}")

    def feed_guid(self) -> str:
        """Name no host, so that readers know the feed again after a move."""
        return uuid5(UUID(int=0), f"feed/{type(self).__name__}").urn

    def item_title(self, item: Json) -> str:
        title = plain(self.headline(item))
        # Atom says that a title is text; readers of RSS take it for HTML.
        return escape(title) if issubclass(self.feed_type, Rss201rev2Feed) else title

    def headline(self, item: Json) -> str:
        raise NotImplementedError

    def item_link(self, item: Json) -> str:
        return str(item["url"])

    def item_guid(self, item: Json) -> str:
        """Return the id of this version of the claim: a correction is a new item."""
        return uuid5(UUID(item["id"]), f"{item['version']}/{item['kind']}").urn

    def item_pubdate(self, item: Json) -> datetime:
        return presenting.moment(item["published_at"])

    item_updateddate = item_pubdate


class Claims(RecordFeed):
    """The newest claims that stand published."""

    subtitle = description = "Claims that two people checked, with their verdicts."
    page = "front"

    def items(self) -> list[Json]:
        found = published.bodies(published.claims(), size=SIZE)
        return [json.loads(index.absolute(body, settings.PUBLIC_URL)) for body in found.rows]

    def headline(self, item: Json) -> str:
        return f"{item['rating']['text']}: {item['text']}"

    def item_description(self, item: Json) -> str:
        return html(item["explanation"])

    def item_categories(self, item: Json) -> list[str]:
        return [plain(topic) for topic in item["topics"]]


class Corrections(RecordFeed):
    """The newest corrections and retractions."""

    subtitle = description = "Verdicts that were corrected or retracted, and why."
    page = "corrections"

    def title(self) -> str:
        return f"Corrections – {super().title()}"

    def items(self) -> list[Json]:
        rows = published.changes({}, size=SIZE).rows
        return [row | {"url": row["url"].replace(index.BASE, settings.PUBLIC_URL)} for row in rows]

    def headline(self, item: Json) -> str:
        return f"{presenting.STEPS[item['kind']]}: {item['text']}"

    def item_description(self, item: Json) -> str:
        return html(item["note"])


class RssClaims(Claims):
    feed_type = Rss201rev2Feed


class RssCorrections(Corrections):
    feed_type = Rss201rev2Feed
