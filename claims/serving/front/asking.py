"""Which requests the front may answer, and what of a request its answer depends on.

Whatever is not plain goes to Django, and so costs what it always did: nothing here refuses.
"""

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from claims.serving import conditional, middleware

# Segments that begin with a letter, a digit, _ or ~: no “//”, no “..”, nothing percent-encoded.
SEGMENT = r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*"
PATH = re.compile(rf"/(?:{SEGMENT}(?:/{SEGMENT})*/?)?")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ANY_ID = "00000000-0000-0000-0000-000000000000"
"""All claims have one route: finding it for each would take longer than reading the claim."""
QUERY = re.compile(r"[!-~]+")
LONGEST = 1000
"""Characters of a request that are worth remembering."""
BARRED = frozenset(
    ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_UPGRADE")
)
"""Who sends these may get an answer of his own."""
WHERE = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")
"""What says to which host a request came, and how."""
KNOWN = 4096
"""Addresses, and hosts, whose nature is remembered: it is found out in microseconds."""


class Asked(NamedTuple):
    """What an answer depends on, but for the head of the record."""

    path: str
    query: str
    form: str
    secure: bool


class Route(NamedTuple):
    """A public view whose answers change with the record alone: its name, its pattern, its form."""

    name: str
    pattern: str
    form: str


class Reader:
    """Reads requests; remembers what addresses and hosts are."""

    def __init__(self) -> None:
        self.route = lru_cache(KNOWN)(_route)
        self._way = lru_cache(KNOWN)(self._find_way)
        proxy = settings.SECURE_PROXY_SSL_HEADER
        self._where = (*WHERE, *proxy[:1]) if proxy else WHERE

    def read(self, environ: Mapping[str, Any]) -> tuple[Asked, Route] | None:
        """Return what is asked, or None where only Django should answer."""
        # In this order: of the other, each variable would be looked up among these few.
        barred = not environ.keys().isdisjoint(BARRED)
        if barred or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        # A type may name an encoding for the query; a body is none of our business.
        if environ.get("CONTENT_TYPE") or environ.get("CONTENT_LENGTH") not in (None, "", "0"):
            return None
        # Only the view knows if there is anything; its 304 has headers that others have not.
        if environ.get("HTTP_IF_NONE_MATCH", "").strip() == "*":
            return None
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        accept, where = environ.get("HTTP_ACCEPT"), tuple(map(environ.get, self._where))
        # All that is remembered of a request, whoever wrote it.
        length = len(path) + len(query) + len(accept or "") + sum(map(len, filter(None, where)))
        if length > LONGEST or environ.get("SCRIPT_NAME"):
            return None
        way = self._way(where)
        route = self.route(ID.sub(ANY_ID, path), accept) if way is not None else None
        if way is None or route is None or (query and not QUERY.fullmatch(query)):
            return None
        return Asked(path, query, route.form, way), route

    def _find_way(self, said: tuple[str | None, ...]) -> bool | None:
        """Say if a request came by https; None if Django would not answer it as it came."""
        environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()}
        given = zip(self._where, said, strict=True)
        request = WSGIRequest(environ | {name: value for name, value in given if value is not None})
        try:
            request.get_host()
        except DisallowedHost:
            return None
        secure = request.is_secure()
        return None if settings.SECURE_SSL_REDIRECT and not secure else secure


def request_of(path: str, query: str = "", accept: str | None = None) -> HttpRequest:
    """Return as much of a request as tags and negotiation look at."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {"QUERY_STRING": query, "PATH_INFO": path, "REQUEST_METHOD": "GET"}
    if accept is not None:
        request.META["HTTP_ACCEPT"] = accept
    return request


def may_show_the_record(path: str) -> bool:
    """Say if this is neither the desk nor a static file."""
    return not path.startswith(settings.STATIC_URL) and middleware.is_public(request_of(path))


def _route(path: str, accept: str | None) -> Route | None:
    request = request_of(path, accept=accept)
    if not PATH.fullmatch(path) or not middleware.is_public(request):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    form = conditional.media_type(request, match.func)
    if form is None or conditional.basis(match.func) is not conditional.Basis.RECORD:
        return None
    return Route(match.view_name, match.route, form)
