"""What every page says of the desk: its name, and where readers ask for a correction."""

from django.conf import settings
from django.http import HttpRequest


def desk(_request: HttpRequest) -> dict[str, str]:
    """Give every template the desk's name and its contact; a desk that set none shows none."""
    return {"desk_name": settings.DESK_NAME, "contact": settings.CONTACT}
