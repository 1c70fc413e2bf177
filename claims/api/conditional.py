"""ETag and 304 for views that read for themselves of which entry of the record they speak."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified

from claims.record import published
from claims.serving import caching, conditional


def answer(
    request: HttpRequest,
    head: published.Head,
    make: Callable[[], HttpResponseBase],
    *,
    caches: str = caching.ALWAYS_ASK,
) -> HttpResponseBase:
    """Answer 304 to whoever has it as of `head`, and else with what `make` returns."""
    etag = conditional.tag(request, head)
    held = conditional.matches(request, etag) or conditional.wants_nothing(request)
    # A 304 names no type: caches put its headers over those that they hold.
    response = HttpResponseNotModified() if held else make()
    response["ETag"] = etag
    response["Cache-Control"] = caches
    return response
