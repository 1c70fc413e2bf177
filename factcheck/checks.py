"""Checks of the configuration, for `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def https_ends_at_a_proxy(**_: Any) -> list[Warning]:
    """Our server speaks plain HTTP: with https in front, a proxy must tell it so."""
    if settings.SECURE_SSL_REDIRECT and not settings.SECURE_PROXY_SSL_HEADER:
        return [
            Warning(
                "PUBLIC_URL is https, and no proxy is trusted to say that a request came by it:"
                " every page would redirect to itself.",
                hint="Set BEHIND_PROXY=true, and have the proxy set X-Forwarded-Proto.",
                id="factcheck.W001",
            )
        ]
    return []
