"""The hot reads, for the front: what the views answer, without the way through Django to them.

Each returns None for whatever it would have to refuse: the view says it, with the remedy. The front
takes status and headers from what the view answers, and a test holds the bodies together.
"""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from rest_framework.renderers import JSONRenderer

from claims.api import answers
from claims.api.contract import params, vocabulary
from claims.api.errors import BadParameters
from claims.exceptions import DeskError
from claims.record import direct, index, paging, published, words
from claims.serving.front.asking import Asked, request_of
from claims.serving.front.front import Found

PLACE = {parameter.name: parameter for parameter in vocabulary.PAGING}
PLAIN = re.compile(r"(?:page_size|cursor)=[A-Za-z0-9_-]+")
"""One of these, with nothing in it that is written otherwise in a query."""


def claim(asked: Asked, through: direct.Connections) -> Found | None:
    """Read one claim as it stands: no tombstone, no other time, no linked data."""
    if asked.query or asked.form != JSONRenderer.media_type:
        return None
    found = direct.claim(through, asked.path.rstrip("/").rpartition("/")[2])
    return found and Found(found[0], index.absolute(found[1], settings.PUBLIC_URL))


def claims(asked: Asked, through: direct.Connections) -> Found | None:
    """Read a page of the list: by one query, but for another time, and for mistyped words."""
    said = _plain(asked.query)
    if said is not None:
        return _page(asked, said, through)
    request = request_of(asked.path, asked.query)
    request.GET = QueryDict(asked.query, encoding="utf-8")
    try:
        values = params.read(request, vocabulary.CLAIMS)
    except (BadParameters, DeskError):
        return None
    if "as_of" in values:
        return Found(None, answers.claims(request, values).content)
    return _searched(request, values, through)


def _plain(query: str) -> dict[str, str] | None:
    """Return what is said where nothing but a place in the list is: most of all pages."""
    parts = query.split("&") if query else []
    if not all(map(PLAIN.fullmatch, parts)):
        return None
    said = dict(part.split("=") for part in parts)
    return said if len(said) == len(parts) else None


def _page(asked: Asked, said: dict[str, str], through: direct.Connections) -> Found | None:
    try:
        values = {name: PLACE[name].read(text) for name, text in said.items()}
    except DeskError:
        return None
    found = direct.page(through, **answers.page_options(values))
    if found is None:
        return None
    head, page = found
    address = answers.public(asked.path)
    links = {
        "next": _link(address, said, page.next),
        "previous": _link(address, said, page.previous),
    }
    return Found(head, answers.envelope(page.rows, links))


def _link(address: str, said: dict[str, str], cursor: paging.Cursor | None) -> str | None:
    if cursor is None:
        return None
    there = said | {"cursor": str(cursor)}
    return f"{address}?{'&'.join(f'{name}={text}' for name, text in there.items())}"


def _searched(
    request: HttpRequest, values: dict[str, Any], through: direct.Connections
) -> Found | None:
    """Search by one query, which takes the words as they are and says if some are mistyped."""
    asked, looked_up = dict(values), []
    if "q" in values:
        text = words.cleaned(values["q"])
        asked["q"], looked_up = words.Reading((text,)), words.looked_up(text)
    found = published.find(asked, ask=through.rows, known=looked_up, **answers.page_options(values))
    if found.head is None or found.unknown:
        # Nothing, or not what was meant: the view knows how to go on.
        return Found(None, answers.claims(request, values).content)
    return Found(found.head, answers.page(request, answers.with_hits(found)).content)


READERS = {"api:claim": claim, "api:claims": claims}
"""By the names of the views that they stand in for."""
