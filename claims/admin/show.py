"""How a value looks in a list: badges with colour and text, ages, links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timesince import timesince

from claims.models import Appearance, Claim, Rating, ReviewState

EMPTY = "—"
OPENING = tuple('([{“‘«"-–/$€£')
CLOSING = tuple(')]}”’»".,;:!?%-–/')
"""Signs that join the word beside them."""


def state(value: str | None) -> str:
    """Return the badge of a review's state."""
    if not value:
        return EMPTY
    return badge(value, ReviewState(value).label)


def badge(kind: str, label: str) -> SafeString:
    return format_html('<span class="desk-badge desk-{}">{}</span>', kind, label)


def rating(value: Rating | None) -> str:
    """Return a rating with its colour, as an SVG: the CSP allows no style attribute."""
    if value is None:
        return EMPTY
    return render_to_string("admin/desk/rating.html", {"rating": value})


def age(moment: datetime) -> SafeString:
    """Return how long ago, in one unit; the moment itself on pointing."""
    days = (timezone.now() - moment).days
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        timezone.localtime(moment).strftime("%Y-%m-%d %H:%M"),
        timesince(moment, depth=1) if days or (timezone.now() - moment).seconds > 60 else "now",
    )


def shortened(text: str, length: int = 140) -> str:
    return Truncator(text).chars(length)


def page(row: Any) -> str:
    """Return the address of a row's own page in the admin."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(name, args=[row.pk])


def public_page(slug: str) -> str:
    """Return the path of a claim's page for people; the record writes the same one."""
    return f"/claims/{slug}/"


@dataclass(frozen=True)
class Passage:
    """A passage with what stands around it, spaced as in print: forms strip stored spaces."""

    place: Appearance
    before: str
    after: str


def passages(claim: Claim) -> list[Passage]:
    places = claim.appearances.select_related("article__publisher").defer("article__text")
    return [Passage(place, _before(place.prefix), _after(place.suffix)) for place in places]


def _before(prefix: str) -> str:
    words = prefix.strip()
    if not words:
        return ""
    return f"…{words}" if words.endswith(OPENING) else f"…{words} "


def _after(suffix: str) -> str:
    words = suffix.strip()
    if not words:
        return ""
    return f"{words}…" if words.startswith(CLOSING) else f" {words}…"
