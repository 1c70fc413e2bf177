"""The card of a claim: the small page that other sites put into a frame."""

from functools import cached_property
from math import ceil
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims.models import PublicationKind, PublishedClaim
from claims.record import published
from claims.web import presenting

WIDEST, USUAL = 600, 340
"""How wide a card is where there is room, and on a telephone; in pixels."""

WITHDRAWN = "We have withdrawn our verdict on this claim."
LONGEST = {"text": 300, "title": 160, "note": 240}
"""How many characters of each a card shows; its link leads to the rest."""


class Card:
    """What a card shows of what stands published, and the frame that it needs."""

    def __init__(self, row: PublishedClaim) -> None:
        self.row = row
        self.url = f"{settings.PUBLIC_URL}{reverse('web:card', args=[row.slug])}"
        self.page_url = f"{settings.PUBLIC_URL}{reverse('web:claim', args=[row.slug])}"
        self.retracted = row.kind == PublicationKind.RETRACTION

    @cached_property
    def claim(self) -> dict[str, Any]:
        shown = presenting.claim(bytes(self.row.body))
        return shown | {name: _cut(shown.get(name, ""), most) for name, most in LONGEST.items()}

    @property
    def title(self) -> str:
        """Return the name of the frame, which people hear who do not see it."""
        verdict = "Retracted" if self.retracted else self.claim["rating"]["text"]
        return f"{verdict}: {self.claim['text']}"

    @property
    def note(self) -> str:
        """Return why it was corrected or retracted; nothing for a first publication."""
        said = {PublicationKind.CORRECTION: "Corrected:", PublicationKind.RETRACTION: WITHDRAWN}
        kind = self.claim["kind"]
        return f"{said[kind]} {self.claim['note']}" if kind in said else ""

    @property
    def claimant(self) -> str:
        claimant = self.claim["claimant"]
        return f"Said by {claimant['name']}" if claimant else "Claimant unknown"

    def height(self, width: int) -> int:
        """Return how high the card gets at `width`, in pixels: a little more than it needs."""
        inner = max(width, 160) - 50
        texts = (
            (self.claim["text"], 9.4, 26),
            (self.claim["title"], 8.4, 23),
            (self.note, 7.8, 21),
        )
        high = sum(_lines(text, inner, letter) * line for text, letter, line in texts)
        # The day stands beside the claimant where there is room.
        about = _lines(self.claimant, inner, 7.4) + (inner < 400)
        return 138 + about * 21 + high

    def iframe(self, width: int = WIDEST, height: int | None = None) -> SafeString:
        """Return the HTML that puts the card into another site's page.

        Without a height it is high enough for the narrow screens on which it shrinks, too.
        """
        return format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
            ' style="border:0;max-width:100%"></iframe>',
            self.url, self.title, width, height or self.height(USUAL),
        )  # fmt: skip


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # it takes any view
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the verdict in few words, for a frame; this address alone may stand in one.

    A retraction is a card like any other, with status 200: a site's proxy could put its own page
    in the place of an error, and readers would miss the notice.
    """
    row = get_object_or_404(published.standing(), slug=slug)
    return render(request, "public/card.html", {"card": Card(row), "desk_name": settings.DESK_NAME})


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _lines(text: str, width: int, letter: float) -> int:
    """Return how many lines `text` takes, of letters that are `letter` pixels wide on average."""
    return ceil(len(text) * letter / width)
