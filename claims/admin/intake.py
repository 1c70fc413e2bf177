"""Intake: articles, claimants and claims, each pinned to the passages where it stands."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Count, OuterRef, QuerySet, Subquery, TextField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims import exceptions
from claims.admin import (
    base,
    bulk,
    external,
    filters,
    imports,
    marks,
    reviewed_already,
    saved_views,
    searching,
    show,
    together,
)
from claims.desk import advice
from claims.intake import article_table, passages, slugs
from claims.models import Appearance, Article, Claim, ClaimantAlias, Rating, Review


class PublisherAdmin(together.Together):
    list_display = ("name", "site", "same_as")
    search_fields = ("name", "site")


class ArticleAdmin(imports.Import, saved_views.SavedViews, marks.ArticleMarks):
    reads = article_table.ArticleTable
    list_display = ("headline_or_key", "publisher", "author", "date_published", "claims_in_it")
    list_filter = (filters.Language,)
    list_select_related = ("publisher",)
    search_fields = ("key", "headline", "author", "url", "publisher__name")
    autocomplete_fields = ("publisher",)
    prepopulated_fields = {"key": ("headline",)}
    readonly_fields = ("text_sha256",)
    fields = (
        "headline",
        "key",
        "publisher",
        "url",
        "author",
        "date_published",
        "in_language",
        "text",
        "text_sha256",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        # Counted for the rows that are shown alone: a join would count for all.
        claims = (
            Appearance.objects.filter(article=OuterRef("pk"))
            .order_by()
            .values("article")
            .annotate(number=Count("claim", distinct=True))
        )
        rows = super().get_queryset(request).defer("text")
        return rows.annotate(claim_count=Subquery(claims.values("number")))

    @admin.display(description="article", ordering="headline")
    def headline_or_key(self, article: Article) -> str:
        return str(article)

    @admin.display(description="claims")
    def claims_in_it(self, article: Any) -> str:
        address = reverse("admin:claims_claim_changelist")
        return format_html(
            '<a href="{}?article={}">{}</a>', address, article.key, article.claim_count or 0
        )

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        # Where the desk stores no text, the digest of the text that it read stays.
        if obj.text and "text" in form.changed_data:
            obj.text_sha256 = sha256(obj.text.encode()).hexdigest()
        super().save_model(request, obj, form, change)


class AliasInline(base.TabularInline):
    model = ClaimantAlias
    form = together.RowForm
    fields = ("name", "was")
    row_name = staticmethod(str)
    extra = 1


class ClaimantAdmin(together.Together):
    list_display = ("name", "kind", "job_title", "also_called")
    list_filter = ("kind",)
    search_fields = ("name", "aliases__name", "key")
    prepopulated_fields = {"key": ("name",)}
    fields = ("name", "key", "kind", "job_title", "same_as")
    inlines = (AliasInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("aliases")

    @admin.display(description="also called")
    def also_called(self, claimant: Any) -> str:
        return ", ".join(alias.name for alias in claimant.aliases.all())


class AppearanceForm(together.RowForm):
    """Pins a passage by its words; where the article's text is stored, that gives the position."""

    start = forms.IntegerField(
        min_value=0,
        required=False,
        help_text="Empty: found by the words, if the text is stored.",
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
                "start", "This article’s text is not stored: say where the phrase starts and ends."
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
    autocomplete_fields = ("article",)
    fields = ("article", "exact", ("prefix", "suffix"), ("start", "end"), "was")
    row_name = staticmethod(lambda row: f"“{row.exact}”")
    verbose_name = "passage"
    verbose_name_plural = "passages where the claim stands"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("article")


class ClaimForm(base.DeskForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("slug", "external_id"):
            if name in self.fields:
                self.fields[name].required = False

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or slugs.free(self.cleaned_data.get("text", ""))

    def clean_external_id(self) -> str:
        return self.cleaned_data["external_id"] or self.instance.external_id or f"desk:{uuid4()}"


class ClaimAdmin(
    reviewed_already.ReviewedAlready,
    bulk.Bulk,
    imports.ImportExport,
    saved_views.SavedViews,
    base.NeverDeleted,
    together.Together,
):
    form = ClaimForm
    formfield_overrides = {
        **base.DeskAdmin.formfield_overrides,
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }
    change_form_template = "admin/claims/claim/change_form.html"
    list_display = ("short_text", "claimant", "point", "badge", "article_count", "priority")
    sortable_by = ("point", "priority")
    """What an index has in order: sorting by anything else would read every claim."""
    list_filter = (
        filters.NewestState,
        filters.InArticle,
        filters.Topic,
        ("priority", filters.Priority),
    )
    list_select_related = ("claimant",)
    search_fields = (*searching.CLAIM, "claimant__name", "claimant__key")
    search_help_text = "Search by text, claimant, subject, value or external id"
    autocomplete_fields = ("claimant",)
    prepopulated_fields = {"slug": ("text",)}
    inlines = (AppearanceInline,)
    fieldsets = (
        (None, {"fields": ("text", ("claimant", "claimant_unknown"), "claim_date")}),
        (
            "Point at issue",
            {
                "fields": (
                    ("subject", "property"),
                    ("value", "unit"),
                    ("valid_from", "valid_to"),
                ),
                "description": "Read as a sentence: subject, property, value. Claims that give"
                " different values for one subject and property may contradict.",
            },
        ),
        ("For the desk", {"fields": (("priority", "in_language"), "topics", "selection_reason")}),
        ("Names of this claim", {"fields": ("slug", "external_id"), "classes": ("collapse",)}),
    )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> Any:
        form = context["adminform"].form
        # Who may only look at a claim gets a form without fields.
        text = form["text"].value() if "text" in form.fields else form.instance.text
        ratings = Rating.objects.values_list("text", flat=True)
        context["advice_claim"] = advice.of_claim(text or "", ratings)
        own = form.instance.pk
        context["elsewhere"] = external.of_claim(form.instance)
        context["similar"] = reviewed_already.of_text(
            text or "", user=base.person(request), without=own
        )
        return super().render_change_form(request, context, *args, **options)

    def get_queryset(self, request: HttpRequest) -> Any:
        newest = Review.objects.filter(claim=OuterRef("pk")).order_by("-version")
        # No join: it would multiply with that of the article filter.
        articles = (
            Appearance.objects.filter(claim=OuterRef("pk"))
            .order_by()
            .values("claim")
            .annotate(number=Count("article", distinct=True))
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                newest_state=Subquery(newest.values("state")[:1]),
                newest_review=Subquery(newest.values("pk")[:1]),
                in_articles=Subquery(articles.values("number")),
            )
        )

    @admin.display(description="claim", ordering="text")
    def short_text(self, claim: Claim) -> str:
        return show.shortened(claim.text)

    @admin.display(description="point at issue", ordering="subject")
    def point(self, claim: Claim) -> str:
        if not claim.subject:
            return show.EMPTY
        return format_html(
            '<span class="desk-quiet">{} · {}</span> <strong class="desk-value">{} {}</strong>',
            claim.subject,
            claim.property,
            claim.value,
            claim.unit,
        )

    @admin.display(description="review", ordering="newest_state")
    def badge(self, claim: Any) -> str:
        if claim.newest_review is None:
            return show.EMPTY
        address = reverse("admin:claims_review_change", args=[claim.newest_review])
        return format_html('<a href="{}">{}</a>', address, show.state(claim.newest_state))

    @admin.display(description="articles", ordering="in_articles")
    def article_count(self, claim: Any) -> int:
        return claim.in_articles or 0

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What others know a claim by stays, once it is there."""
        return ("slug", "external_id") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Claim, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = base.person(request)
        super().save_model(request, obj, form, change)
