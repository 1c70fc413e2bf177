"""What others found: their ratings, as the desk reads them, and their reviews beside a claim."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

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
    list_display = ("theirs", "ours", "scale", "from_best", "to_worst")
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
    """One review of another publisher, its rating's numbers as people write them.

    `mapped_at` leads to where its rating gets a meaning here, if it has none yet.
    """

    review: ExternalReview
    value: str
    best: str
    worst: str
    mapped_at: str


@dataclass(frozen=True)
class Elsewhere:
    """The newest reviews of others on a claim, whether there are more, and who may map ratings."""

    rows: list[Found]
    more: bool
    mapping: bool = False


def of_claim(claim: Claim | None, request: HttpRequest) -> Elsewhere:
    if claim is None or claim.pk is None:
        return Elsewhere([], more=False)
    mapping = request.user.has_perm("claims.add_foreignrating")
    found = claim.external_reviews.select_related("means").order_by("-reviewed_on", "pk")
    rows = [_found(review, mapping=mapping) for review in found[: SHOWN + 1]]
    return Elsewhere(rows[:SHOWN], more=len(rows) > SHOWN, mapping=mapping)


def _found(review: ExternalReview, *, mapping: bool) -> Found:
    value, best, worst = map(show.number, (review.value, review.best, review.worst))
    return Found(review, value, best, worst, _mapped_at(review, mapping=mapping))


def _mapped_at(review: ExternalReview, *, mapping: bool) -> str:
    """Return the form, filled with what they said; for who may only look, what the scale has."""
    if review.means_id or not (review.rating or review.value is not None):
        return ""
    if not mapping:
        address = reverse("admin:claims_foreignrating_changelist")
        return f"{address}?{urlencode({'q': review.scale})}"
    said = {"scale": review.scale} | ({"text": review.rating} if review.rating else _place(review))
    return f"{reverse('admin:claims_foreignrating_add')}?{urlencode(said)}"


def _place(review: ExternalReview) -> dict[str, str]:
    numbers = {"value": review.value, "best": review.best, "worst": review.worst}
    return {name: show.number(one) for name, one in numbers.items() if one is not None}
