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

READ = {parameter.name: parameter.read for parameter in vocabulary.CLAIMS}
PLAIN = re.compile(r"([a-z_]+)=([A-Za-z0-9_.~-][A-Za-z0-9_.~+-]*)")
"""A parameter whose value is written in one way only: a + is a space."""


def claim(asked: Asked, through: direct.Connections) -> Found | None:
    """Read one claim as it stands: no tombstone, no other time, no linked data."""
    if asked.query or asked.form != JSONRenderer.media_type:
        return None
    found = direct.claim(through, asked.path.rstrip("/").rpartition("/")[2])
    return found and Found(found[0], index.absolute(found[1], settings.PUBLIC_URL))


def claims(asked: Asked, through: direct.Connections) -> Found | None:
    """Read a page of the list: by one query, but for another time, and for mistyped words."""
    said = _plain(asked.query)
    try:
        values = _values(asked) if said is None else {n: READ[n](said[n]) for n in said}
    except (BadParameters, DeskError):
        return None
    found = None if "as_of" in values else _page(values, through)
    if found is None:
        # Another time, or nothing, or not what was meant: the view knows how to go on.
        return Found(None, answers.claims(_request(asked), values).content)
    head, page = found
    if said is None:
        return Found(head, answers.page(_request(asked), page).content)
    address = answers.public(asked.path)
    following, before = _link(address, said, page.next), _link(address, said, page.previous)
    return Found(head, answers.envelope(page.rows, {"next": following, "previous": before}))


def _plain(query: str) -> dict[str, str] | None:
    """Return what is said where all of it is plain, as most is, and so need not be decoded."""
    said: dict[str, str] = {}
    for part in query.split("&") if query else ():
        found = PLAIN.fullmatch(part)
        if found is None or found[1] not in READ or found[1] in said:
            return None
        said[found[1]] = found[2].replace("+", " ")
    return said


def _values(asked: Asked) -> dict[str, Any]:
    return params.read(_request(asked), vocabulary.CLAIMS)


def _request(asked: Asked) -> HttpRequest:
    request = request_of(asked.path, asked.query)
    request.GET = QueryDict(asked.query, encoding="utf-8")
    return request


def _page(values: dict[str, Any], through: direct.Connections) -> tuple[int, paging.Page] | None:
    """Return where the record ended, and a page; None if it is empty, or some words are mistyped.

    One query, which takes the words as they are.
    """
    asked, known = dict(values), []
    if not published.NOW & asked.keys():
        return direct.page(through, **answers.page_options(values))
    if "q" in values:
        text = words.cleaned(values["q"])
        asked["q"], known = words.Reading((text,)), words.looked_up(text)
    found = published.find(asked, ask=through.rows, known=known, **answers.page_options(values))
    if found.head is None or found.unknown:
        return None
    return found.head, answers.with_hits(found)


def _link(address: str, said: dict[str, str], cursor: paging.Cursor | None) -> str | None:
    if cursor is None:
        return None
    there = said | {"cursor": str(cursor)}
    query = "&".join(f"{name}={text.replace(' ', '+')}" for name, text in there.items())
    return f"{address}?{query}"


READERS = {"api:claim": claim, "api:claims": claims}
"""By the names of the views that they stand in for."""
