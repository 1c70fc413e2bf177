"""Claims: the list, and the page of one, pinned to the passages where it stands."""

from typing import Any
from uuid import uuid4

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Count, OuterRef, Subquery, TextField
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from claims.admin import base, show
from claims.admin.intake import external, imports, passage_rows, reviewed_already
from claims.admin.lists import bulk, filters, saved_views, searching
from claims.admin.saving import together
from claims.desk.review import advice, workflow
from claims.intake import slugs
from claims.models import Appearance, Claim, Rating, Review

FROM, REVIEW = "from", "review"
"""What the address of the page says of who comes from that of its review."""


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
    inlines = (passage_rows.AppearanceInline,)
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
        context["elsewhere"] = external.of_claim(form.instance, request)
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

    def response_post_save_change(self, request: HttpRequest, obj: Claim) -> Any:
        """Lead back to the review, for who came from there."""
        if request.GET.get(FROM) == REVIEW:
            return redirect(show.page(workflow.open_review(obj)))
        return super().response_post_save_change(request, obj)

    def save_model(self, request: HttpRequest, obj: Claim, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = base.person(request)
        super().save_model(request, obj, form, change)
