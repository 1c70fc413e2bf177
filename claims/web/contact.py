"""Where readers ask for a correction."""

from django.conf import settings
from django.http import HttpRequest


def contact(_request: HttpRequest) -> dict[str, str]:
    """Give every template the link; a desk that set none shows none."""
    return {"contact": settings.CONTACT}
