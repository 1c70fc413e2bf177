"""The passages on the page of a claim: where it stands in an article, word for word."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from claims import exceptions
from claims.admin import base
from claims.admin.saving import together
from claims.intake import passages
from claims.models import Appearance, Claim


class AppearanceForm(together.RowForm):
    """Pins a passage by its words; where the article's text is stored, that gives the position."""

    start = forms.IntegerField(
        min_value=0,
        required=False,
        help_text="In characters. Empty: found by the words, if the article’s text is stored.",
    )
    end = forms.IntegerField(min_value=1, required=False, help_text="The end is exclusive.")

    class Meta:
        model = Appearance
        fields = ("article", "exact", "prefix", "suffix", "start", "end")
        widgets = {
            "exact": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "prefix": forms.TextInput(attrs={"class": "vTextField"}),
            "suffix": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def clean(self) -> dict[str, Any] | None:
        values = super().clean() or self.cleaned_data
        self._keep_white_space(values)
        article, exact = values.get("article"), values.get("exact")
        if not {"article", "exact", "prefix", "suffix"} <= values.keys():
            return values  # The field says itself what is wrong with it.
        if article and exact and article.text:
            self._locate(article.text, values)
        elif article and exact and None in (values.get("start"), values.get("end")):
            self.add_error(
                "start",
                "This article’s text is not stored: paste it on the article’s page, or say at which"
                " character of it the phrase starts and ends.",
            )
        return values

    def _keep_white_space(self, values: dict[str, Any]) -> None:
        """Browsers and forms bend white space: by that alone, no approved passage may change."""
        for name in ("exact", "prefix", "suffix"):
            stored = self.initial.get(name, "")
            if name in values and stored.split() == values[name].split():
                values[name] = stored

    def _locate(self, text: str, values: dict[str, Any]) -> None:
        try:
            place = passages.locate(text, values["exact"], values["prefix"], values["suffix"])
        except exceptions.DeskError as error:
            self.add_error("exact", str(error))
        else:
            values["start"], values["end"] = place.start, place.end


class AppearanceInline(base.StackedInline):
    model = Appearance
    form = AppearanceForm
    extra = 1
    shown = 10
    autocomplete_fields = ("article",)
    fields = ("article", "exact", ("prefix", "suffix"), ("start", "end"), "was")
    row_name = staticmethod(lambda row: f"“{row.exact}”")
    verbose_name = "passage"
    verbose_name_plural = "passages where the claim stands"

    @staticmethod
    def of(claim: Claim) -> QuerySet[Any]:
        return claim.appearances.all()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("article")
