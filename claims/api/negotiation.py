"""Which form an answer takes: by the Accept header, never by a parameter called `format`."""

import re
from collections.abc import Sequence
from types import SimpleNamespace

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches

QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


class JsonLd(JSONRenderer):
    """JSON with schema.org's names."""

    media_type = "application/ld+json"
    format = "jsonld"


class ByAccept(DefaultContentNegotiation):
    """DRF would answer 404 to `?format=xml`; here that is an unknown parameter like any other.

    And it would not read `q`: who wants one form more than another gets it here (RFC 9110).
    """

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]

    def select_renderer(
        self,
        request: Request,
        renderers: Sequence[BaseRenderer],  # type: ignore[override]
        format_suffix: str | None = None,  # noqa: ARG002  no address of ours has a suffix
    ) -> tuple[BaseRenderer, str]:
        accepts = self.get_accept_list(request)
        liked = max(renderers, key=lambda renderer: _liking(renderer.media_type, accepts))
        if _liking(liked.media_type, accepts) <= (0, 0):
            raise NotAcceptable(available_renderers=renderers)
        return liked, liked.media_type


def _liking(media_type: str, accepts: list[str]) -> tuple[float, int]:
    """Return the `q` of the range that fits `media_type` most closely, and how closely it fits."""
    ranges = [text for text in accepts if media_type_matches(media_type, text)]
    closeness, quality = max(
        ((3 - text.count("*"), _quality(text)) for text in ranges), default=(0, 0.0)
    )
    return quality, closeness if quality else 0


def _quality(text: str) -> float:
    found = QUALITY.search(text)
    return min(float(found[1]), 1.0) if found else 1.0
