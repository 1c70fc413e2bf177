"""How answers are put together: out of bytes that were made when a claim was published."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims.api.negotiation import JsonLd
from claims.models import Publication
from claims.record import chain, documents, index, paging

dumps = documents.dumps

ENDPOINTS = (
    "claims", "contradictions", "corrections", "ratings", "schema", "docs",
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
) -> HttpResponse:
    """Answer with the envelope of every list around rows of JSON bytes."""
    links = dumps({"next": _link(request, found.next), "previous": _link(request, found.previous)})
    stored = b'{"results":[' + b",".join(found.rows) + b"]," + links[1:]
    return json_bytes(stored, absolute=absolute)


def _link(request: HttpRequest, cursor: paging.Cursor | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = str(cursor)
    return f"{public(request.path_info)}?{query.urlencode()}"


def entry(row: Publication) -> bytes:
    """Return one entry of the record; `document` in the very bytes that the digest covers."""
    said: dict[str, Any] = {
        "sequence": row.sequence,
        "version": row.version,
        "kind": row.kind,
        "note": row.note,
        "published_at": chain.timestamp(row.published_at),
        "digest": row.digest,
        "previous_digest": row.previous_digest,
    }
    return dumps(said)[:-1] + b',"document":' + bytes(row.document) + b"}"


def with_member(stored: bytes, name: str, value: Any) -> bytes:
    """Return a stored object with one more member, without parsing it."""
    return stored[:-1] + b"," + json.dumps(name).encode() + b":" + dumps(value) + b"}"
