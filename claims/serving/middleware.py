"""What holds for everything public, whichever view answers: tags, caching, reading by scripts.

Whatever is not below the admin's address is public, so a new page or endpoint gets all of it
without a word of its own.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
)
from django.middleware.common import CommonMiddleware
from django.urls import get_script_prefix, is_valid_path, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers

from claims.serving import caching, conditional, cors, unavailable

Answer = Callable[[HttpRequest], HttpResponseBase]

MOVED = HttpResponsePermanentRedirect.status_code
NOT_FOUND = HttpResponseNotFound.status_code
ETAG = "claims.etag"
"""Where the tag stands in `request.META` while the view works."""
ID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def is_public(request: HttpRequest) -> bool:
    return not request.path.startswith(_desk(get_script_prefix()))


@cache
def _desk(_prefix: str) -> str:
    """Return where the desk is, below the prefix of this server."""
    return reverse("admin:index")


class Public:
    """Answers 304 and preflights before the view runs, and completes what views answer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_public(request):
            caching.keep_private(response)
            return response
        response = _tagged(request, response)
        caching.describe(request, response)
        return cors.allow(response)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponse | None:
        if not is_public(request):
            return None
        if late := request.META.get(unavailable.LATE):
            # The front has asked already: to wait as long again would help nobody.
            raise late
        if request.method == "OPTIONS":
            # A view that is not for GET says so in its attribute `methods`.
            other = getattr(getattr(view, "cls", None), "methods", None)
            methods = {"methods": other} if other else {}
            return cors.preflight(HttpResponse(status=204), **methods)
        if request.method not in ("GET", "HEAD"):
            # Pages are for reading: without this, the check of CSRF tokens would answer.
            exempt = getattr(view, "csrf_exempt", False)
            return None if exempt else HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS"])
        etag = conditional.etag(request, view)
        if etag is None:
            return None
        request.META[ETAG] = etag
        return _unchanged(view) if conditional.matches(request, etag) else None


class OneAddress(CommonMiddleware):
    """Leads to the address with the slash, and with ids in lower case: caches keep one answer then.

    What is not for reading keeps its method and its body: by 301 a client sends what it posted
    again as a GET, as browsers have always done.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        answer = super().process_response(request, response)
        if answer.status_code == NOT_FOUND and (address := _in_lower_case(request)):
            answer = HttpResponsePermanentRedirect(address)
        if answer.status_code == MOVED and request.method not in ("GET", "HEAD"):
            answer.status_code = HttpResponsePermanentRedirect.status_code_preserve_request
        return answer


def _in_lower_case(request: HttpRequest) -> str | None:
    """Return the address that this one means by ids in upper case; None if it means none."""
    if not is_public(request) or is_valid_path(request.path_info):
        return None
    for slash in ("", "/"):
        if is_valid_path(_lowered(request.path_info) + slash):
            query = request.META.get("QUERY_STRING", "")
            return f"{_lowered(request.path)}{slash}{'?' if query else ''}{query}"
    return None


def _lowered(path: str) -> str:
    return ID.sub(lambda found: found[0].lower(), path)


def _unchanged(view: Callable[..., Any]) -> HttpResponse:
    response = HttpResponse(status=304)
    del response["Content-Type"]
    # Caches put the headers of a 304 over those that they hold, and views may have their own: the
    # card may be framed. So it says nothing of them (RFC 9110, 15.4.5).
    for exempt in ("xframe_options_exempt", "_csp_exempt"):
        setattr(response, exempt, True)
    if conditional.has_forms(view):
        patch_vary_headers(response, ["Accept"])
    return response


def _tagged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Put the tag on an answer that has none; errors get none, nor what must not be kept."""
    # Times of items go back when the newest is retracted: caches would take them for “unchanged”.
    del response["Last-Modified"]
    etag = request.META.get(ETAG)
    if etag is None or response.has_header("ETag") or response.status_code not in (200, 304):
        return response
    if "no-store" in response.get("Cache-Control", ""):
        return response
    if isinstance(response, HttpResponse) and conditional.wants_nothing(request):
        response = get_conditional_response(request, etag=etag, response=response) or response
    response["ETag"] = etag
    return response
