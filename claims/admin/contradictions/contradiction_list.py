"""Contradictions: the list with both values side by side, and noting one."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.html import format_html

from claims.admin import base, show
from claims.admin.contradictions import board, contradiction_page, described, graph, proposals
from claims.admin.lists import saved_views, searching
from claims.admin.saving import together
from claims.desk.contradictions import noting
from claims.models import Claim, Contradiction


class NoteForm(base.DeskForm):
    class Meta:
        labels = described.LABELS


class ContradictionAdmin(
    saved_views.SavedViews,
    proposals.RepetitionsPage,
    board.BoardPage,
    graph.GraphPage,
    contradiction_page.ContradictionPage,
    base.NeverDeleted,
    together.Together,
):
    form = NoteForm
    add_form_template = "admin/claims/contradiction/add_form.html"
    list_display = ("badge", "kind", "left_side", "right_side", "relation", "decided", "since")
    list_display_links = ("badge", "kind")
    sortable_by = ("since",)
    list_filter = ("status", "kind", "relation")
    list_select_related = ("left", "right", "holds", "decided_by")
    search_fields = (
        "left_value",
        "right_value",
        "note",
        *searching.of("left", searching.CLAIM),
        *searching.of("right", searching.CLAIM),
    )
    search_help_text = "Search by claim, value or note"
    fields = ("left", "right", *noting.DESCRIBED_FIELDS)
    autocomplete_fields = ("left", "right")

    @admin.display(description="status")
    def badge(self, row: Contradiction) -> str:
        return show.badge(row.status, row.get_status_display())

    @admin.display(description="one says")
    def left_side(self, row: Contradiction) -> str:
        return _side(row, row.left, row.left_value)

    @admin.display(description="the other says")
    def right_side(self, row: Contradiction) -> str:
        return _side(row, row.right, row.right_value)

    @admin.display(description="decided by", empty_value=show.EMPTY)
    def decided(self, row: Contradiction) -> Any:
        return row.decided_by

    @admin.display(description="noted", ordering="pk")
    def since(self, row: Contradiction) -> str:
        return show.age(row.created_at)

    # Noting one: Django's own form, saved by the desk's function.

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = dict(form.cleaned_data)
        noted = noting.note(
            values.pop("left"), values.pop("right"), by=base.person(request), **values
        )
        obj.__dict__.update(noted.__dict__)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **options: Any) -> Any:
        messages.success(request, "Noted. An editor decides about it.")
        return redirect(show.page(obj))


def _side(row: Contradiction, claim: Claim, value: str) -> str:
    mark = "desk-holds" if row.holds_id == claim.pk else ""
    return format_html(
        '<strong class="desk-value {}">{}</strong><span class="desk-quiet">{}</span>',
        mark,
        value,
        show.shortened(claim.text, 100),
    )
