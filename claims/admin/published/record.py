"""The record, to look at: nobody writes it here, not even a superuser."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.html import format_html

from claims.admin import base, show
from claims.models import Claim, Publication


class PublicationAdmin(base.ReadOnly, base.DeskAdmin):
    list_display = ("sequence", "badge", "claim_text", "version", "published_at", "public_page")
    list_filter = ("kind",)
    search_fields = ("claim_id", "note")
    search_help_text = "Search by the claim's public id, or by note"
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

    @admin.display(description="kind", ordering="kind")
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
