"""The record, to look at: nobody writes it here, not even a superuser."""

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html

from claims.admin import base, show
from claims.models import Claim, Publication


class PublicationAdmin(base.ReadOnly, base.DeskAdmin):
    list_display = ("sequence", "badge", "claim_text", "version", "published_at", "public_page")
    sortable_by = ("sequence",)
    list_filter = ("kind",)
    search_fields = ("note",)
    search_help_text = "Search by the claim's public id, by an entry's number, or by note"
    fields = (
        "sequence",
        "kind",
        "claim_text",
        "version",
        "note",
        "published_at",
        "digest",
        "previous_digest",
        "document_text",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        claim = Claim.objects.filter(public_id=OuterRef("claim_id"))
        rows = super().get_queryset(request).defer("document")
        return rows.annotate(
            text_of_claim=Subquery(claim.values("text")[:1]),
            slug=Subquery(claim.values("slug")[:1]),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if named := _named(term):
            return queryset.filter(**named), False
        # Most entries have no note, and stand in no index.
        noted = queryset.exclude(note="") if term else queryset
        return super().get_search_results(request, noted, term)

    @admin.display(description="kind")
    def badge(self, entry: Publication) -> str:
        return show.badge(entry.kind, entry.get_kind_display())

    @admin.display(description="claim")
    def claim_text(self, entry: Any) -> str:
        return show.shortened(entry.text_of_claim or str(entry.claim_id))

    @admin.display(description="for readers")
    def public_page(self, entry: Any) -> str:
        if not entry.slug:
            return show.EMPTY
        address = show.public_page(entry.slug)
        return format_html('<a href="{}">{}</a>', address, address)

    @admin.display(description="document")
    def document_text(self, entry: Publication) -> str:
        document = json.loads(bytes(entry.document))
        text = json.dumps(document, ensure_ascii=False, indent=2)
        return format_html('<pre class="desk-document">{}</pre>', text)


def _named(term: str) -> dict[str, Any]:
    """Return what entry or claim `term` names by its number or its id."""
    if term.isascii() and term.isdecimal() and len(term) < 19:
        return {"sequence": int(term)}
    with suppress(ValueError):
        return {"claim_id": UUID(term)}
    return {}
