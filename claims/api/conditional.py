"""ETag and 304: what is public is a function of the address and the newest entry of the record."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

from claims.record import published

FORM = "1"
"""Part of every ETag: raise it when answers take another form, so that nobody keeps the old."""


def answer(
    request: HttpRequest, head: published.Head, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Answer 304 to whoever has it as of `head`, and else with what `make` returns."""
    etag = f'"{FORM}-{head.tag}"'
    response = get_conditional_response(request, etag=etag) or make()
    response["ETag"] = etag
    return response
