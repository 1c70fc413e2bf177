"""The page of contradictions: both values side by side, which one holds, and how it is resolved."""

import json
from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.views.decorators.http import require_safe

from claims import exceptions
from claims.models import Contradiction
from claims.record import index, paging, published
from claims.web import listing, presenting, timeline

Json = dict[str, Any]

SIZE = 20
SUPERSEDES = Contradiction.Relation.SUPERSEDES.value
SHORT = {
    "contradicts": "The two contradict",
    "supersedes": "Different times",
    "different_scope": "Different things",
    "different_definition": "Different definitions",
}
"""The relation in a word or two."""
MEANINGS = {
    "contradicts": "At most one of them can be right.",
    "supersedes": "Each can hold for its own time.",
    "different_scope": "Neither rules out the other.",
    "different_definition": "They do not mean the same by their words.",
}
CHOICES = {"relation": Contradiction.Relation.values, "kind": Contradiction.Kind.values}
LABELS = {"relation": SHORT, "kind": presenting.KINDS}


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the contradictions between published claims, the newest first. Two queries."""
    try:
        asked = _asked(request)
        cursor = listing.cursor(request)
    except exceptions.BadValue as error:
        return listing.unreadable(request, str(error))
    rows = published.contradictions()
    found = _page(published.touching(rows, asked), cursor)
    context = {
        "pairs": found.rows,
        "asked": asked,
        "filters": _filters(request.path, published.tally(rows), asked),
        "api_url": listing.with_query(reverse("api:contradictions"), asked),
        **listing.neighbours(request, found, asked),
    }
    return render(request, "public/contradictions.html", context)


@require_safe
def one(request: HttpRequest, contradiction_id: UUID) -> HttpResponse:
    """Show one contradiction, at an address that stays."""
    row = published.contradictions().filter(contradiction_id=contradiction_id).first()
    if row is None:
        raise Http404
    return render(request, "public/contradiction.html", {"pair": pair(bytes(row.body))})


def pair(body: bytes) -> Json:
    """Return a stored contradiction as the pages want it."""
    prefix = get_script_prefix().rstrip("/")
    shown: Json = json.loads(index.absolute_pair(body, prefix))
    sides = [_side(shown, name) for name in ("left", "right")]
    if shown["relation"] == SUPERSEDES:
        sides.sort(key=_begins)
    return {
        **{name: shown[name] for name in ("id", "kind", "relation", "note", "resolution")},
        "sides": sides,
        "kind_label": presenting.KINDS.get(shown["kind"], shown["kind"]),
        "short": SHORT.get(shown["relation"], shown["relation"]),
        "relation_label": presenting.RELATIONS.get(shown["relation"], shown["relation"]),
        "meaning": MEANINGS.get(shown["relation"], ""),
        **_times(shown["relation"], sides),
    }


def _side(shown: Json, name: str) -> Json:
    side = shown[name]
    dates = {end: presenting.day(side[end]) for end in ("valid_from", "valid_to")}
    return {**side, **dates, "holds": shown["holds"] == side["id"]}


def _begins(side: Json) -> tuple[date, date]:
    """Order by the days of which a side speaks; an open beginning comes first, an open end last."""
    return side["valid_from"] or date.min, side["valid_to"] or date.max


def _span(side: Json) -> timeline.Span:
    return side["valid_from"], side["valid_to"]


def _times(relation: str, sides: list[Json]) -> Json:
    """Return the time line, where both sides name a time, or the time explains the pair."""
    spans = [_span(side) for side in sides]
    both = all(timeline.readable(span) for span in spans)
    drawing = timeline.draw(spans) if both or relation == SUPERSEDES else None
    if drawing is None:
        return {"drawing": None}
    lanes = [
        {"side": side, "bar": bar, "top": number * timeline.LANE_HEIGHT}
        for number, (side, bar) in enumerate(zip(sides, drawing.bars, strict=True))
    ]
    meeting = timeline.meeting(spans[0], spans[1]) if both else None
    return {"drawing": drawing, "lanes": lanes, "meeting": meeting}


def _page(rows: published.Contradictions, cursor: paging.Cursor | None) -> paging.Page:
    columns = rows.values_list("pk", "body")
    found = paging.page(columns, by="id", size=SIZE, cursor=cursor)
    return paging.Page([pair(bytes(body)) for _, body in found.rows], found.next, found.previous)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what the page is to keep; raises BadValue for what no contradiction can be."""
    asked = {name: request.GET[name] for name in CHOICES if request.GET.get(name)}
    for name, value in asked.items():
        if value not in CHOICES[name]:
            known = ", ".join(CHOICES[name])
            raise exceptions.BadValue(f"“{value[:60]}” is no {name} that we know. Try {known}.")
    return asked


def _filters(path: str, tally: Counter[tuple[str, str]], asked: dict[str, str]) -> list[Json]:
    """Return the links that narrow the list; each counts what it would show."""
    by_kind: Counter[str] = Counter()
    by_relation: Counter[str] = Counter()
    for (kind, relation), number in tally.items():
        by_kind[kind] += number * (asked.get("relation") in {None, relation})
        by_relation[relation] += number * (asked.get("kind") in {None, kind})
    return [
        {"name": "Relation", "links": _links(path, "relation", asked, by_relation)},
        {"name": "Kind", "links": _links(path, "kind", asked, by_kind)},
    ]


def _links(path: str, name: str, asked: dict[str, str], counted: Counter[str]) -> list[Json]:
    rest = {key: value for key, value in asked.items() if key != name}
    chosen = asked.get(name, "")
    every = {"text": "All", "count": counted.total(), "url": listing.with_query(path, rest)}
    return [{**every, "chosen": not chosen}] + [
        {
            "text": LABELS[name].get(value, value),
            "count": counted[value],
            "url": listing.with_query(path, {**rest, name: value}),
            "chosen": value == chosen,
        }
        for value in CHOICES[name]
        if counted[value] or value == chosen
    ]
