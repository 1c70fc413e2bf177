"""Which form an answer takes: by the Accept header, never by a parameter called `format`."""

from types import SimpleNamespace

from rest_framework.negotiation import DefaultContentNegotiation


class ByAccept(DefaultContentNegotiation):
    """DRF would answer 404 to `?format=xml`; here that is an unknown parameter like any other."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]
