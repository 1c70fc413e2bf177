"""What others found: their ratings, as the desk reads them, and their reviews beside a claim."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin

from claims.admin import base, show
from claims.admin.saving import together
from claims.models import Claim, ExternalReview, ForeignRating

SHOWN = 20
"""Reviews of others that a page shows; a claim rarely has more than three."""


class ForeignRatingForm(base.DeskForm):
    def clean_scale(self) -> str:
        # As loading writes it: hosts are the same in any letters.
        scale: str = self.cleaned_data["scale"]
        return scale.strip().lower()

    class Meta:
        widgets = {"text": forms.TextInput(attrs={"class": "vTextField"})}


class ForeignRatingAdmin(together.Together):
    """Editors say what another publisher's rating means here; its reviews follow at once."""

    form = ForeignRatingForm
    list_display = ("theirs", "scale", "from_best", "to_worst", "ours")
    list_select_related = ("rating",)
    search_fields = ("scale", "text")
    fields = ("scale", "text", ("value", "best", "worst"), "rating")

    @admin.display(description="their rating", ordering="text")
    def theirs(self, row: ForeignRating) -> str:
        return row.text or show.number(row.value)

    @admin.display(description="best", ordering="best")
    def from_best(self, row: ForeignRating) -> str:
        return show.number(row.best) or show.EMPTY

    @admin.display(description="worst", ordering="worst")
    def to_worst(self, row: ForeignRating) -> str:
        return show.number(row.worst) or show.EMPTY

    @admin.display(description="means here")
    def ours(self, row: ForeignRating) -> str:
        return show.rating(row.rating)


@dataclass(frozen=True)
class Found:
    """One review of another publisher, its rating's numbers as people write them."""

    review: ExternalReview
    value: str
    best: str
    worst: str


@dataclass(frozen=True)
class Elsewhere:
    """The newest reviews of others on a claim, and whether there are more."""

    rows: list[Found]
    more: bool


def of_claim(claim: Claim | None) -> Elsewhere:
    if claim is None or claim.pk is None:
        return Elsewhere([], more=False)
    found = claim.external_reviews.select_related("means").order_by("-reviewed_on", "pk")
    rows = [_found(review) for review in found[: SHOWN + 1]]
    return Elsewhere(rows[:SHOWN], more=len(rows) > SHOWN)


def _found(review: ExternalReview) -> Found:
    return Found(review, *map(show.number, (review.value, review.best, review.worst)))
