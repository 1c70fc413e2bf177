"""Who may keep an answer, and how long: Cache-Control for every answer that we give."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

ALWAYS_ASK = "public, no-cache"
"""Kept, but never shown without asking us: followers want no entry late."""
FOREVER = "public, max-age=31536000, immutable"
"""What can never be another: a year is the longest that caches are meant to be told."""
NEVER = "no-store"


def shared() -> str:
    """Browsers ask each time; a cache in front of us may answer for us for CDN_SECONDS."""
    return f"public, max-age=0, s-maxage={settings.CDN_SECONDS}, must-revalidate"


def describe(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give a public answer its Cache-Control, unless the view has said it.

    No error is kept: what is missing now may be published in a second. A tombstone is no mistake
    but what we say of the claim.
    """
    if response.has_header("Cache-Control"):
        return
    lasting = response.status_code < 400 or response.status_code == 410
    kept = lasting and request.method in ("GET", "HEAD")
    response["Cache-Control"] = shared() if kept else NEVER


def keep_private(response: HttpResponseBase) -> None:
    """Keep the desk's pages, files of the admin's too, out of every cache."""
    if "no-store" not in response.get("Cache-Control", ""):
        del response["Cache-Control"]
        add_never_cache_headers(response)
