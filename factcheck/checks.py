"""Checks of the configuration, for `manage.py check --deploy`; `START` runs whenever we start."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from claims.language import nli

START = "start"
"""What a desk does not start without, and what would otherwise fail in the middle of its work."""


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


@register(START)
def the_model_of_inference_answers(**_: Any) -> list[Error]:
    """Read NLI_MODEL and ask it once, and let go of it: most processes never need it."""
    if not settings.NLI_MODEL:
        return []
    try:
        nli.load(settings.NLI_MODEL)
    except nli.Unusable as error:
        return [
            Error(
                f"NLI_MODEL={settings.NLI_MODEL} cannot be used: {error}",
                hint="Set it to a folder as docs/operating.md describes, or to nothing.",
                id="factcheck.E001",
            )
        ]
    return []
