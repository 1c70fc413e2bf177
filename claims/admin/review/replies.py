"""Right of reply: contacts with the claimant, logged and mended by the desk's functions."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.shortcuts import redirect

from claims.admin import base, show
from claims.admin.lists import searching
from claims.admin.saving import together
from claims.desk.review import replies, workflow
from claims.models import Claim, ReplyRequest


class ReplyForm(base.DeskForm):
    class Meta:
        widgets = {
            "asked": forms.Textarea(attrs={"rows": 4, "class": "desk-wide"}),
            "answer": forms.Textarea(attrs={"rows": 6, "class": "desk-wide"}),
        }


class ReplyRequestAdmin(base.NeverDeleted, together.Together):
    form = ReplyForm
    list_display = ("claim_text", "channel", "contacted_at", "answered_at", "public", "written_by")
    sortable_by = ("contacted_at",)
    list_filter = ("channel", "public")
    list_select_related = ("claim", "written_by")
    search_fields = ("to", "asked", "answer", *searching.of("claim", searching.CLAIM))
    search_help_text = "Search by claim, person, question or answer"
    fields = ("claim", "channel", "to", "contacted_at", "asked", "answer", "answered_at", "public")
    autocomplete_fields = ("claim",)

    @admin.display(description="claim")
    def claim_text(self, row: ReplyRequest) -> str:
        return show.shortened(row.claim.text)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("claim",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = dict(form.cleaned_data)
        by = base.person(request)
        if change:
            changed = {name: values[name] for name in form.changed_data}
            if changed:
                replies.change(obj, by=by, **changed)
        else:
            logged = replies.log(values.pop("claim"), by=by, **values)
            obj.__dict__.update(logged.__dict__)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **options: Any) -> Any:
        return _back(request, obj.claim)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return _back(request, obj.claim)


def _back(request: HttpRequest, claim: Claim) -> Any:
    """Lead back to the claim's review, where the log is a section."""
    messages.success(request, "It stands in the log of this claim.")
    return redirect(f"{show.page(workflow.open_review(claim))}#field-replies")
