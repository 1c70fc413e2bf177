"""The filters of the front page, as links: each address can be shared, and none needs a script."""

from collections.abc import Mapping
from typing import Any

from claims.record import facets
from claims.web import listing

Json = dict[str, Any]

LABELS = {
    "rating": "Verdict",
    "claimant": "Said by",
    "publisher": "Published by",
    "topic": "Topic",
}


def shown(
    found: Mapping[str, facets.Facet],
    asked: Mapping[str, str],
    *,
    path: str,
    legend: Mapping[str, Json],
) -> list[Json]:
    """Return the facets that have something to choose, each with what is chosen of it.

    `legend` has the verdicts by their keys: their names, their colours.
    """
    rows = [
        _facet(name, found[name], asked, path, legend if name == "rating" else {})
        for name in LABELS
    ]
    return [row for row in rows if row["values"] or row["chosen"]]


def total(found: Mapping[str, facets.Facet], asked: Mapping[str, str]) -> int:
    """Return how many claims there are: each has one verdict."""
    wanted = asked.get("rating")
    return sum(value.count for value in found["rating"].values if wanted in (None, value.key))


def _facet(
    name: str,
    facet: facets.Facet,
    asked: Mapping[str, str],
    path: str,
    legend: Mapping[str, Json],
) -> Json:
    others = {key: text for key, text in asked.items() if key != name}
    chosen = asked.get(name)
    texts = {key: row["text"] for key, row in legend.items()}
    texts |= {value.key: value.text for value in facet.values}
    most = max((value.count for value in facet.values), default=1)
    return {
        "name": name,
        "label": LABELS[name],
        "chosen": texts.get(chosen, chosen) if chosen else None,
        "remove": listing.with_query(path, others),
        "more": facet.more,
        "values": [
            {
                "text": value.text,
                "count": value.count,
                "part": max(100 * value.count // most, 1),
                "colour": legend.get(value.key, {}).get("colour"),
                "chosen": value.key == chosen,
                "url": listing.with_query(path, {**others, name: value.key}),
            }
            for value in facet.values
        ],
    }
