"""How many published claims have each verdict, claimant, publisher and topic.

Of what stands now, unless something is asked, triggers keep the counts; else what is found is
counted, or a part of it where that is much (claims/sql/facets_v4.sql).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connections
from django.db.models import QuerySet

from claims.models import PublishedClaim, PublishedRating
from claims.record import finding, querying

MOST = 50
"""Values of one facet."""
ENOUGH = 10_000
"""Claims that are counted one by one; of more, a part is."""

COUNTS = """
SELECT facet, value, claims, parts FROM record_facets_v4(
    record_query_v1(%s::text[], %s::text::tsquery), %s::text[], %s, %s, %s::text::jsonb)
"""
NEWEST = """
SELECT found.body FROM unnest(%s::text[]) AS claimant (term)
CROSS JOIN LATERAL record_page_v1(NULL, claimant.term::tsquery, NULL, -1, 1) AS found
"""

Rows = QuerySet[PublishedClaim]


@dataclass(frozen=True)
class Value:
    """One value of a facet: what the filter takes, what people read, and its claims."""

    key: str
    text: str
    count: int


@dataclass(frozen=True)
class Facet:
    """The values of a facet, the most frequent first; `more` says that there are others.

    `estimated`: so many claims were found that the counts are those of a part, multiplied.
    """

    values: list[Value]
    more: bool
    estimated: bool = False


VALUES = {
    "rating": "SELECT sequence, rating AS value FROM base",
    # A claimant who is unknown has no key, and no filter finds it.
    "claimant": "SELECT sequence, claimant AS value FROM base WHERE claimant <> ''",
    "publisher": "SELECT sequence, unnest(publishers) AS value FROM base",
    "topic": "SELECT sequence, unnest(topics) AS value FROM base",
}
"""The facets, by the names of their filters, and where they find their values."""
NAMES = tuple(VALUES)
COLUMNS = ("publication_id", "rating", "claimant", "publishers", "topics")
NAMED = "sequence, rating, claimant, publishers, topics"

Group = tuple[str, int, int]
"""A value, how many claims have it, and the newest of these."""


def now(
    parts: Iterable[tuple[Sequence[str], finding.Wanted]],
    ratings: "QuerySet[PublishedRating]",
    *,
    ask: querying.Ask,
) -> dict[str, Facet]:
    """Return the facets of what stands now. Each of the `parts` names some, and what is asked.

    `ratings` is the legend. Two queries, and one for each part.
    """
    groups: dict[str, list[Group]] = {name: [] for name in NAMES}
    estimated = set()
    for names, wanted in parts:
        texts, terms, narrowed = wanted.params
        given = [texts, terms, list(names), MOST + 1, ENOUGH, narrowed]
        for name, value, claims, of_parts in ask(COUNTS, given):
            groups[name] += [] if value is None else [(value, claims, 0)]
            estimated |= {name} if of_parts > 1 else set()
    claimants = [finding.term("claimant", key) for key, _, _ in groups["claimant"][:MOST]]
    bodies = [bytes(body) for (body,) in ask(NEWEST, [claimants])] if claimants else []
    named = {"rating": _rating_texts(ratings), "claimant": _names(bodies)}
    return {
        name: _facet(groups[name], named.get(name, {}), estimated=name in estimated)
        for name in NAMES
    }


def of(
    parts: Iterable[tuple[Sequence[str], Rows]], ratings: "QuerySet[PublishedRating]"
) -> dict[str, Facet]:
    """Return the facets of some time. Each of the `parts` names some, and the rows that count.

    `ratings` is the legend. Two queries, and one for each part.
    """
    groups: dict[str, list[Group]] = {}
    names: dict[str, str] = {}
    for facets, rows in parts:
        groups |= _groups(facets, rows)
        if "claimant" in facets:
            names = _claimant_names(rows, groups["claimant"][:MOST])
    texts = {"rating": _rating_texts(ratings), "claimant": names}
    return {name: _facet(groups[name], texts.get(name, {})) for name in NAMES}


def _groups(names: Sequence[str], rows: Rows) -> dict[str, list[Group]]:
    """Return the most frequent values, and one more if there are more. One query, one scan."""
    base, params = rows.order_by().values(*COLUMNS).query.get_compiler(rows.db).as_sql()
    counts = " UNION ALL ".join(map(_count, names))
    groups: dict[str, list[Group]] = {name: [] for name in names}
    with connections[rows.db].cursor() as cursor:
        cursor.execute(f"WITH base ({NAMED}) AS ({base}) {counts}", params)
        for name, *group in cursor.fetchall():
            groups[name].append((group[0], group[1], group[2]))
    return groups


def _count(name: str) -> str:
    # Nothing in it comes from outside: `name` is one of NAMES.
    return (
        f"(SELECT '{name}', value, count(*) AS claims, max(sequence)"  # noqa: S608
        f" FROM ({VALUES[name]}) AS named GROUP BY value ORDER BY claims DESC, value"
        f" LIMIT {MOST + 1})"
    )


def _facet(groups: list[Group], texts: Mapping[str, str], *, estimated: bool = False) -> Facet:
    values = [Value(key, texts.get(key, key), count) for key, count, _ in groups[:MOST]]
    return Facet(values, len(groups) > MOST, estimated)


def _rating_texts(ratings: "QuerySet[PublishedRating]") -> dict[str, str]:
    rows = [json.loads(bytes(body)) for body in ratings.values_list("body", flat=True)]
    return {row["key"]: row["text"] for row in rows}


def _claimant_names(rows: Rows, groups: list[Group]) -> dict[str, str]:
    """Return each claimant's name as their newest claim has it."""
    newest = rows.filter(publication_id__in=[sequence for _, _, sequence in groups])
    return _names([bytes(body) for body in newest.values_list("body", flat=True)])


def _names(bodies: Iterable[bytes]) -> dict[str, str]:
    claimants = [json.loads(body)["claimant"] for body in bodies]
    return {claimant["key"]: claimant["name"] for claimant in claimants}
