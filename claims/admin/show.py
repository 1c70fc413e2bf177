"""How a value looks in a list: badges with colour and text, ages, links."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest, Least, Substr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timesince import timesince

from claims.language import spacing
from claims.models import Appearance, Claim, Rating, ReviewState

EMPTY = "—"
AROUND = 500
"""How many characters of a stored text are shown before and after a passage."""
PASSAGES = 20
"""A claim that is in five hundred articles is judged by fewer."""
_LENGTH_BEFORE = Least(F("start"), AROUND)


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


def number(value: Decimal | None) -> str:
    """Return a number without the zeros of its column, and never as 1E+1."""
    return "" if value is None else f"{value.normalize():f}"


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
    """A passage with what stands around it: of the stored text, else as it was pinned."""

    place: Any
    before: str
    after: str


@dataclass(frozen=True)
class Passages:
    """The first passages of a claim, and whether its own page has more."""

    claim: Claim
    first: list[Passage]
    more: bool


def passages(claim: Claim) -> Passages:
    """Return passages in their context; of long texts, only what is shown is read."""
    places = claim.appearances.select_related("article__publisher").defer("article__text")
    around = places.annotate(
        text_before=Substr("article__text", Greatest(F("start") + 1 - AROUND, 1), _LENGTH_BEFORE),
        text_exact=Substr("article__text", F("start") + 1, F("end") - F("start")),
        text_after=Substr("article__text", F("end") + 1, AROUND),
    )
    found = [_in_text(place) or _as_pinned(place) for place in around[: PASSAGES + 1]]
    return Passages(claim, found[:PASSAGES], more=len(found) > PASSAGES)


def _in_text(place: Any) -> Passage | None:
    """Return the passage as it stands in the stored text; None where that says something else."""
    if not place.text_exact or place.text_exact != place.exact:
        return None
    before, after = place.text_before, place.text_after
    if len(before) >= AROUND:
        before = "…" + before.partition(" ")[2]
    if len(after) >= AROUND:
        after = after.rpartition(" ")[0] + "…"
    return Passage(place, before, after)


def _as_pinned(place: Appearance) -> Passage:
    """Spaced as in print: forms strip stored spaces."""
    return Passage(place, spacing.before(place.prefix), spacing.after(place.suffix))
