"""How answers are put together: out of bytes that were made when a claim was published."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims.api.negotiation import JsonLd
from claims.language import calibration, stems
from claims.models import Publication
from claims.record import chain, documents, entries, index, paging, published

dumps, entry, change = documents.dumps, entries.entry, entries.change
of_link = entries.of_link

ENDPOINTS = (
    "claims", "facets", "contradictions", "corrections", "ratings", "match", "record", "changes",
    "dump_record", "dump_claims", "dump_claims_table", "dump_datafeed", "schema", "docs",
)  # fmt: skip


def public(path: str) -> str:
    """Return the public address of one of our paths."""
    return f"{settings.PUBLIC_URL}{path}"


def endpoints() -> dict[str, str]:
    return {name: public(reverse(f"api:{name}")) for name in ENDPOINTS}


def json_bytes(
    stored: bytes,
    *,
    status: int = 200,
    absolute: Callable[[bytes, str], bytes] = index.absolute,
) -> HttpResponse:
    """Answer with stored JSON, the public address put into it."""
    return HttpResponse(
        absolute(stored, settings.PUBLIC_URL), status=status, content_type="application/json"
    )


def json_ld(value: dict[str, Any]) -> HttpResponse:
    """Answer with linked data, whose addresses are complete already."""
    return HttpResponse(dumps(value), content_type=JsonLd.media_type)


def page(
    request: HttpRequest,
    found: paging.Page,
    *,
    absolute: Callable[[bytes, str], bytes] = index.absolute,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer with the envelope of every list around rows of JSON bytes, and `more` members."""
    links = {"next": _link(request, found.next), "previous": _link(request, found.previous)}
    stored = envelope(found.rows, links | dict(more or {}), absolute=absolute)
    return HttpResponse(stored, content_type="application/json")


def envelope(
    rows: Sequence[bytes],
    members: Mapping[str, Any],
    *,
    absolute: Callable[[bytes, str], bytes] = index.absolute,
) -> bytes:
    """Return a list around rows of JSON bytes, the public address put into each.

    `members` are texts, lists and objects of them, and None.
    """
    # Row by row: of more than 30,000 bytes, Python looks through each several times slower.
    base = settings.PUBLIC_URL
    said = [absolute(row, base) for row in rows] or [b""]
    # Into the rows, so that a page is put together, and copied, once.
    said[0] = b'{"results":[' + said[0]
    said[-1] += b"]," + documents.dumps_texts(members)[1:]
    return b",".join(said)


def _link(request: HttpRequest, cursor: paging.Cursor | None) -> str | None:
    if cursor is None:
        return None
    # By hand: copying a QueryDict and writing it takes longer than reading a claim.
    said = dict(request.GET.lists()) | {"cursor": [str(cursor)]}
    query = urlencode(said, doseq=True, encoding=request.GET.encoding)
    return f"{public(request.path_info)}?{query}"


def page_options(asked: Mapping[str, Any]) -> dict[str, Any]:
    size = asked.get("page_size", paging.DEFAULT_SIZE)
    return {"size": size, "cursor": asked.get("cursor")}


def claims(request: HttpRequest, asked: Mapping[str, Any]) -> HttpResponse:
    """Answer with the page of published claims that is asked for."""
    understood = published.understood(asked)
    found = published.find(understood, at=asked.get("as_of"), **page_options(asked))
    return page(request, with_hits(found), more=reading(understood))


def with_hits(found: published.Found) -> paging.Page:
    """Return a page of claims; if a search was asked, each with the places where it hits."""
    if found.hits is None:
        return found.page
    rows = zip(found.page.rows, found.hits, strict=True)
    bodies = [with_member(row, "highlights", places) for row, places in rows]
    return paging.Page(bodies, found.page.next, found.page.previous)


def reading(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the member that says how a mistyped search was read, or nothing."""
    read_as = asked["q"].read_as if "q" in asked else {}
    return {"read_as": read_as} if read_as else {}


def facets(found: Mapping[str, Any], asked: Mapping[str, Any]) -> HttpResponse:
    """Answer with the counts of each facet."""
    said = {name: asdict(facet) for name, facet in found.items()} | reading(asked)
    return HttpResponse(dumps(said), content_type="application/json")


def matches(texts: Sequence[str], found: Sequence[published.Reviewed]) -> HttpResponse:
    """Answer with the claims that each text may be; the words they share stand in <mark>."""
    rows = [_reviewed(*one) for one in zip(texts, found, strict=True)]
    said = dumps({"threshold": calibration.threshold()})
    return json_bytes(b'{"results":[' + b",".join(rows) + b"]," + said[1:])


def _reviewed(text: str, found: published.Reviewed) -> bytes:
    bodies = [json.loads(one.body) for one in found.matches]
    shared = {stem for body in bodies for stem in stems.of(body["text"])} & found.stems
    said = dumps({"text": text, "highlighted": stems.marked(text, shared)})
    rows = (_match(*one, found.stems) for one in zip(found.matches, bodies, strict=True))
    return said[:-1] + b',"matches":[' + b",".join(rows) + b"]}"


def _match(found: published.Matched, body: Mapping[str, Any], asked: frozenset[str]) -> bytes:
    highlights = {name: stems.marked(body[name], asked) for name in ("text", "title")}
    # Nothing is sure: it is never rounded to 1.
    probability = min(round(found.probability, 4), 0.9999)
    said = dumps({"probability": probability, "highlights": highlights})
    return said[:-1] + b',"claim":' + found.body + b"}"


def record(head: published.Head) -> HttpResponse:
    """Answer with the head of the record. It has no gaps: its sequence counts its entries."""
    said = {
        "sequence": head.sequence,
        "digest": head.digest,
        "published_at": chain.timestamp(head.published_at) if head.published_at else None,
        "entries": head.sequence,
        "genesis": chain.GENESIS,
        "digest_of": chain.DIGEST_OF,
        **{name: public(reverse(f"api:{name}")) for name in ("changes", "dump_record", "docs")},
    }
    return HttpResponse(dumps(said), content_type="application/json")


def changes(rows: list[Publication], *, since: int, size: int, more: bool) -> HttpResponse:
    """Answer with entries of the record, and where to go on: at once, or whenever one likes."""
    last = rows[-1].sequence if rows else since
    address = f"{public(reverse('api:changes'))}?since={last}"
    links = {
        "next": f"{address}&page_size={size}" if more else None,
        "previous": None,
        "resume": address,
    }
    body = b'{"results":[' + b",".join(map(change, rows)) + b"]," + dumps(links)[1:]
    return HttpResponse(body, content_type="application/json")


def with_member(stored: bytes, name: str, value: str | dict[str, str]) -> bytes:
    """Return a stored object with one more member, without parsing it."""
    return b'%b,"%b":%b}' % (stored[:-1], name.encode(), documents.dumps_texts(value))
