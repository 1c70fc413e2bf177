"""Documents of the record made by hand, for tests that need no database."""

from datetime import UTC, datetime

from claims.record import claimreview
from claims.record import documents as written

FALSE = {"text": "False", "value": 1, "best": 5, "worst": 1}
NUMBERLESS = {"text": "Outdated", "value": None, "best": None, "worst": None}
CARNEY = {
    "key": "mark-carney", "kind": "person", "name": "Mark Carney",
    "job_title": "Prime Minister of Canada",
    "same_as": "https://en.wikipedia.org/wiki/Mark_Carney",
}  # fmt: skip
BBC = {"name": "BBC", "site": "bbc.com", "same_as": "https://en.wikipedia.org/wiki/BBC"}


def document(**changes):
    """A corrected claim with one of everything."""
    return {
        "id": "8e060042-3701-51e6-bd41-4d6286afbf45",
        "url": "/claims/canola/",
        "text": "China charges 75.8 % duty on canola seed.",
        "claimant": CARNEY,
        "claim_date": "2026-01-16",
        "in_language": "en",
        "topics": ["canola"],
        "rating": FALSE,
        "title": "Not so",
        "explanation": "Two documents say otherwise.",
        "sources": [source()],
        "appearances": [place("a", "2026-01-16")],
        "version": 2,
        "kind": "correction",
        "note": "It said 84.",
        "published_at": "2026-02-02T10:00:00.000000Z",
        "first_published_at": "2026-02-01T10:00:00.000000Z",
    } | changes


def review(**changes):
    """The ClaimReview of `document`, as what JSON has."""
    made = claimreview.claim_review(
        claimreview.read(written.dumps(document(**changes))),
        base="https://claims.example.org",
        publisher_name="The Desk",
        entries=entries(),
    )
    return claimreview.plain(made)


def source(**changes):
    return {
        "stance": "refutes",
        "title": "The official gazette",
        "url": "https://example.org/gazette",
        "publisher": BBC,
        "date_published": "2025-03-14",
        "archived_url": "https://web.archive.org/gazette",
        "quote": "75.8",
    } | changes


def place(key, day=None, **changes):
    """An appearance in the article `key`."""
    article = {
        "key": key, "url": f"https://example.org/{key}", "headline": f"Headline {key}",
        "author": "", "publisher": BBC, "date_published": day, "in_language": "en",
    }  # fmt: skip
    return {"article": article | changes, "exact": "75.8"}


def entries():
    """The entries of the claim of `document`, and one that came later."""
    return [
        {"kind": "publication", "note": "", "published_at": datetime(2026, 2, 1, 10, tzinfo=UTC)},
        {
            "kind": "correction",
            "note": "It said 84.",
            "published_at": datetime(2026, 2, 2, 10, tzinfo=UTC),
        },
        {"kind": "correction", "note": "Later.", "published_at": datetime(2026, 3, 1, tzinfo=UTC)},
    ]
