"""Articles, and the publishers whose they are."""

from hashlib import sha256
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims.admin.intake import imports
from claims.admin.lists import filters, saved_views
from claims.admin.published import marks
from claims.admin.saving import together
from claims.intake import article_table
from claims.models import Appearance, Article


class PublisherAdmin(together.Together):
    list_display = ("name", "site", "same_as")
    search_fields = ("name", "site")


class ArticleAdmin(imports.Import, saved_views.SavedViews, marks.ArticleMarks):
    reads = article_table.ArticleTable
    list_display = ("headline_or_key", "publisher", "author", "date_published", "claims_in_it")
    sortable_by = ("date_published",)
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

    @admin.display(description="article")
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
