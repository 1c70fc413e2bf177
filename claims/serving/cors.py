"""Reading from a page of any other origin: no credentials are involved, so all may."""

from typing import TypeVar

from django.http import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)

EXPOSED = (
    "Content-Disposition, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Record-Sequence"
)


def allow(response: Response) -> Response:
    """Let scripts of any origin read this response and the headers that they may need."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    return response


def preflight(response: Response, *, methods: str = "GET, HEAD, OPTIONS") -> Response:
    """Answer a browser that asks first: which methods and headers it may send."""
    response["Access-Control-Allow-Methods"] = methods
    response["Access-Control-Allow-Headers"] = "*"
    response["Access-Control-Max-Age"] = "86400"
    return allow(response)
