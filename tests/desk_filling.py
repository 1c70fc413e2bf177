"""A desk that has worked for a while, of any size, in seconds: by SQL, past the workflow."""

from pathlib import Path

from django.db import connection

from claims.models import WebhookEndpoint
from tests import factories

FILL = Path(__file__).with_name("desk_fill.sql")


def prepare():
    """Make the cast, ratings and an endpoint, which the claims refer to."""
    cast = factories.cast()
    for key in ("true", "false", "mixed"):
        factories.rating(key)
    WebhookEndpoint.objects.create(url="https://example.org/hook", since=0, created_by=cast.bob)
    return cast


def fill(first, last):
    """Add the claims from number `first` to `last`. The database must be a scratch one."""
    with connection.cursor() as cursor:
        cursor.execute(FILL.read_text(encoding="utf-8"), {"first": first, "last": last})
