"""How many published claims have each verdict, claimant, publisher and topic."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Func, Max, QuerySet

from claims.models import PublishedClaim, PublishedRating

MOST = 50
"""Values of one facet."""

Rows = QuerySet[PublishedClaim]


@dataclass(frozen=True)
class Value:
    """One value of a facet: what the filter takes, what people read, and its claims."""

    key: str
    text: str
    count: int


@dataclass(frozen=True)
class Facet:
    """The values of a facet, the most frequent first; `more` says that there are others."""

    values: list[Value]
    more: bool


NAMES = {"rating": "rating", "claimant": "claimant", "publisher": "publishers", "topic": "topics"}
"""The facets, by the names of their filters, and the columns that they count."""
SEVERAL = {"publishers", "topics"}
"""Columns of which a claim has several values."""

Group = tuple[str, int, int]
"""A value, how many claims have it, and the newest of these."""


class Unnest(Func):
    function = "unnest"
    set_returning = True


def of(rows: Mapping[str, Rows], ratings: "QuerySet[PublishedRating]") -> dict[str, Facet]:
    """Return the facets, each of its own `rows`; `ratings` is the legend. Six queries."""
    groups = {name: _groups(rows[name], column) for name, column in NAMES.items()}
    texts = {
        "rating": _rating_texts(ratings),
        "claimant": _claimant_names(rows["claimant"], groups["claimant"][:MOST]),
    }
    return {name: _facet(found, texts.get(name, {})) for name, found in groups.items()}


def _groups(rows: Rows, column: str) -> list[Group]:
    """Return the most frequent values, and one more if there are more. One query."""
    value = Unnest(column) if column in SEVERAL else F(column)
    # A claimant who is unknown has no key, and no filter finds it.
    known = rows if column in SEVERAL else rows.exclude(**{column: ""})
    counted = known.order_by().annotate(value=value).values("value")
    found = counted.annotate(claims=Count("*"), newest=Max("publication_id"))
    ordered = found.order_by("-claims", "value")
    return list(ordered.values_list("value", "claims", "newest")[: MOST + 1])


def _facet(groups: list[Group], texts: Mapping[str, str]) -> Facet:
    values = [Value(key, texts.get(key, key), count) for key, count, _ in groups[:MOST]]
    return Facet(values, more=len(groups) > MOST)


def _rating_texts(ratings: "QuerySet[PublishedRating]") -> dict[str, str]:
    rows = [json.loads(bytes(body)) for body in ratings.values_list("body", flat=True)]
    return {row["key"]: row["text"] for row in rows}


def _claimant_names(rows: Rows, groups: list[Group]) -> dict[str, str]:
    """Return each claimant's name as their newest claim has it."""
    newest = rows.filter(publication_id__in=[sequence for _, _, sequence in groups])
    bodies = [json.loads(bytes(body)) for body in newest.values_list("body", flat=True)]
    return {body["claimant"]["key"]: body["claimant"]["name"] for body in bodies}
