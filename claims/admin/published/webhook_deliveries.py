"""The log of what was sent to whom: each message, each try, and sending one again."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from claims.admin import base, history, show
from claims.desk.hooks import endpoints
from claims.desk.hooks import messages as hook_messages
from claims.models import WebhookAttempt, WebhookDelivery


class DeliveryAdmin(base.ReadOnly, base.DeskAdmin):
    list_display = ("what", "entry_link", "state_badge", "came", "tries", "endpoint", "since")
    list_display_links = ("what",)
    sortable_by = ("since",)
    list_filter = ("state", "event", "endpoint")
    list_select_related = ("endpoint",)
    search_fields = ("message_id", "endpoint__url")
    search_help_text = "Search by webhook-id or address"
    actions = ("send_again",)

    def get_queryset(self, request: HttpRequest) -> Any:
        newest = WebhookAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
        rows = super().get_queryset(request)
        return rows.annotate(
            last_status=Subquery(newest.values("status")[:1]),
            last_error=Subquery(newest.values("error")[:1]),
        )

    @admin.display(description="event")
    def what(self, row: WebhookDelivery) -> str:
        return str(row.get_event_display())

    @admin.display(description="entry", empty_value=show.EMPTY)
    def entry_link(self, row: WebhookDelivery) -> Any:
        if row.entry_id is None:
            return None
        address = reverse("admin:claims_publication_change", args=[row.entry_id])
        return format_html('<a href="{}">{}</a>', address, row.entry_id)

    @admin.display(description="state")
    def state_badge(self, row: WebhookDelivery) -> str:
        return show.badge(row.state, row.get_state_display())

    @admin.display(description="tries")
    def tries(self, row: WebhookDelivery) -> int:
        return row.attempts

    @admin.display(description="answer", empty_value=show.EMPTY)
    def came(self, row: Any) -> Any:
        return row.last_status or (show.shortened(row.last_error or "", 60) or None)

    @admin.display(description="made", ordering="pk")
    def since(self, row: WebhookDelivery) -> str:
        return show.age(row.created_at)

    # Sending again: one from its page, many from the list.

    def has_redeliver_permission(self, request: HttpRequest) -> bool:
        return base.person(request).has_perm("claims.redeliver_webhookdelivery")

    @admin.action(description="Send again", permissions=["redeliver"])
    def send_again(self, request: HttpRequest, rows: QuerySet[WebhookDelivery]) -> None:
        keys = list(rows.values_list("pk", flat=True))
        number = endpoints.redeliver(keys, by=base.person(request))
        messages.success(request, f"On its way again: {number}.")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.redeliver_view)
        name = "claims_webhookdelivery_redeliver"
        return [path("<int:pk>/redeliver/", view, name=name), *super().get_urls()]

    def redeliver_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_redeliver_permission(request):
            raise PermissionDenied
        row = WebhookDelivery.objects.filter(pk=pk).first()
        if row is None:
            raise Http404(f"There is no delivery {pk}.")
        if request.method != "POST":
            return base.only_posted(request, row)
        endpoints.redeliver([row.pk], by=base.person(request))
        messages.success(request, "It is on its way again. Reload this page to see what came.")
        return redirect(show.page(row))

    # The page of one.

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = WebhookDelivery.objects.select_related("endpoint", "entry")
        row = rows.filter(pk=object_id).first() if object_id.isdecimal() else None
        if row is None:
            raise Http404(f"There is no delivery {object_id}.")
        context = {
            **self.admin_site.each_context(request),
            "title": "Webhook delivery",
            "opts": self.opts,
            "row": row,
            "attempts": row.tries.select_related("asked_by"),
            "body": json.dumps(json.loads(hook_messages.body(row)), ensure_ascii=False, indent=2),
            "timeline": history.of_row(row),
            "may_redeliver": self.has_redeliver_permission(request),
        }
        return TemplateResponse(request, "admin/claims/webhookdelivery/page.html", context)
