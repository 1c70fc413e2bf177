"""Published documents in the shapes of Google's Fact Check Tools API.

As in JSON made of protocol buffers, what is unknown or empty is left out.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from claims.record import index, search

Json = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """Who publishes the reviews, and at which public address."""

    name: str
    public_url: str

    @property
    def site(self) -> str:
        return site(self.public_url)


def site(address: str) -> str:
    """Return the host of an address, or of a plain host, without `www.`; empty if it has none."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def claim(row: search.Row, desk: Desk) -> Json:
    """Return a published claim as Google's `Claim`, with its one review."""
    document = _document(row, desk)
    review = {
        "publisher": {"name": desk.name, "site": site(document["url"])},
        "url": document["url"],
        "title": document["title"],
        "reviewDate": _moment(document["published_at"]),
        "textualRating": document["rating"]["text"],
        "languageCode": document["in_language"],
    }
    return _filled(
        {
            "text": document["text"],
            "claimant": (document["claimant"] or {}).get("name"),
            "claimDate": document["claim_date"] and f"{document['claim_date']}T00:00:00Z",
            "claimReview": [_filled(review)],
        }
    )


def page(row: search.Row, desk: Desk) -> Json:
    """Return a claim's page as Google's `ClaimReviewMarkupPage`."""
    document = _document(row, desk)
    return {
        "name": f"pages/{document['id']}",
        "pageUrl": document["url"],
        "publishDate": document["first_published_at"][:10],
        "claimReviewAuthor": {"name": desk.name},
        "claimReviewMarkups": [_markup(document)],
        "versionId": str(row.sequence),
    }


def _document(row: search.Row, desk: Desk) -> Json:
    document: Json = json.loads(index.absolute(row.body, desk.public_url))
    return document


def _markup(document: Json) -> Json:
    first, others = _appearances(document["appearances"])
    return _filled(
        {
            "url": document["url"],
            "claimReviewed": document["text"],
            "claimDate": document["claim_date"],
            "claimAuthor": _author(document["claimant"] or {}),
            "claimFirstAppearance": first,
            "claimAppearances": others,
            "rating": _rating(document),
        }
    )


def _author(claimant: Json) -> Json:
    names = {"name": "name", "jobTitle": "job_title", "sameAs": "same_as"}
    return _filled({name: claimant.get(ours) for name, ours in names.items()})


def _rating(document: Json) -> Json:
    """Return the verdict. Google's numbers are whole; one without a scale carries none."""
    rating = document["rating"]
    shown = {"textualRating": rating["text"], "ratingExplanation": document["explanation"]}
    numbers = {name: rating[name] for name in ("value", "best", "worst")}
    if all(isinstance(number, int) for number in numbers.values()):
        shown |= {f"{name}Rating": numbers[name] for name in ("best", "worst")}
        shown["ratingValue"] = numbers["value"]
    # A number of 0 says something; a text that is empty does not.
    return {name: value for name, value in shown.items() if value != ""}


def _appearances(places: list[Json]) -> tuple[str, list[str]]:
    """Return the address where the claim stood first, if dates tell, and the other addresses."""
    dates: dict[str, date | None] = {}
    for place in places:
        article = place["article"]
        if article["url"]:
            day = article["date_published"]
            dates[article["url"]] = date.fromisoformat(day) if day else None
    dated = {url: day for url, day in dates.items() if day}
    first = min(dated, key=lambda url: dated[url]) if dated else ""
    return first, [url for url in dates if url != first]


def _moment(text: str) -> str:
    """Return a time of the record in whole seconds: clients read it with a fixed pattern."""
    return datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M:%SZ")


def _filled(value: Json) -> Json:
    return {name: item for name, item in value.items() if item not in (None, "", [], {})}
