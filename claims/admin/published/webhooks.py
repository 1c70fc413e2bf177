"""Webhooks: whom the desk tells, with which secret, and a test whether they hear it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from claims import exceptions
from claims.admin import base, show
from claims.desk.hooks import addresses, endpoints
from claims.models import DeliveryState, WebhookDelivery, WebhookEndpoint

LATEST = 10
MOST = 99
"""The list counts no further: an endpoint may have been told of the whole record."""


class EndpointForm(base.DeskForm):
    target: addresses.Target | None = None
    """The address, if it was typed and has been checked."""

    class Meta:
        widgets = {"description": forms.TextInput(attrs={"class": "vTextField"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "since" in self.fields:
            self.fields["since"].required = False
            self.fields["since"].initial = endpoints.head()

    def clean_url(self) -> str:
        """Look where a new address leads, once: not for a form that is refused anyway."""
        url: str = self.cleaned_data["url"]
        if self.refusal or "url" not in self.changed_data:
            return url
        try:
            self.target = addresses.check(url)
        except exceptions.TargetRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return url

    def clean_since(self) -> int:
        """Left empty, it is from now on."""
        since: int | None = self.cleaned_data["since"]
        return endpoints.head() if since is None else since


class EndpointAdmin(base.NeverDeleted, base.DeskAdmin):
    form = EndpointForm
    change_list_template = "admin/claims/webhookendpoint/change_list.html"
    change_form_template = "admin/claims/webhookendpoint/change_form.html"
    list_display = ("url", "description", "badge", "waiting", "failing", "given_up", "last")
    list_filter = ("active",)
    search_fields = ("url", "description")
    ordering = ("-pk",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("url", "description", "active", "since") if obj else ("url", "description", "since")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Where it began says what it was told: that stays."""
        return ("since",) if obj else ()

    def get_queryset(self, request: HttpRequest) -> Any:
        counts = {
            name: ArraySubquery(_of_an_endpoint(state=state).values("pk")[: MOST + 1])
            for name, state in (
                ("some_waiting", DeliveryState.WAITING),
                ("some_failing", DeliveryState.FAILED),
                ("some_given_up", DeliveryState.GIVEN_UP),
            )
        }
        delivered = _of_an_endpoint(delivered_at__isnull=False).order_by("-delivered_at")
        rows = super().get_queryset(request)
        return rows.annotate(
            **counts, last_delivered=Subquery(delivered.values("delivered_at")[:1])
        )

    @admin.display(description="is", ordering="active")
    def badge(self, row: WebhookEndpoint) -> str:
        if row.active and row.failing_since:
            label = format_html("Failing since {}", show.age(row.failing_since))
            return show.badge("failed", label)
        return show.badge("on", "On") if row.active else show.badge("off", "Off")

    @admin.display(description="waiting")
    def waiting(self, row: Any) -> str:
        return _counted(row.some_waiting)

    @admin.display(description="failing")
    def failing(self, row: Any) -> str:
        return _counted(row.some_failing)

    @admin.display(description="given up")
    def given_up(self, row: Any) -> str:
        return _counted(row.some_given_up)

    @admin.display(description="last delivered", ordering="last_delivered")
    def last(self, row: Any) -> str:
        return show.age(row.last_delivered) if row.last_delivered else show.EMPTY

    # Saving: the desk's functions do it.

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by, said = base.person(request), form.cleaned_data
        if change:
            fields = {name: said[name] for name in form.changed_data if name != "url"}
            row = WebhookEndpoint.objects.get(pk=obj.pk)
            saved = endpoints.change(row, by=by, target=form.target, **fields)
        else:
            fields = {name: value for name, value in said.items() if name != "url"}
            saved = endpoints.add(by=by, target=form.target, **fields)
        obj.__dict__.update(saved.__dict__)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **options: Any) -> Any:
        messages.success(request, "Added. Pass on its secret, and send it a test.")
        return redirect(show.page(obj))

    # The page of one, with its steps.

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        latest: Any = []
        if object_id.isdecimal() and self.has_view_permission(request):
            rows = WebhookEndpoint.objects.filter(pk=object_id)
            latest = [
                row for endpoint in rows for row in endpoint.deliveries.order_by("-pk")[:LATEST]
            ]
        context = {"latest": latest, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.step_view)
        name = "claims_webhookendpoint_step"
        return [path("<int:pk>/take/<slug:step>/", view, name=name), *super().get_urls()]

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Send a test, show the secret, or make a new one; only by POST."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = WebhookEndpoint.objects.filter(pk=pk).first()
        if row is None or step not in {*STEPS, SECRET}:
            raise Http404(f"There is no webhook {pk}, or no step {step}.")
        if request.method != "POST":
            return base.only_posted(request, row)
        if step == SECRET:
            return self._secret_page(request, row)
        messages.success(request, STEPS[step](row, request))
        return redirect(show.page(row))

    def _secret_page(self, request: HttpRequest, row: WebhookEndpoint) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Secret of a webhook",
            "opts": self.opts,
            "row": row,
            "secret": endpoints.secret(row, by=base.person(request)),
        }
        return TemplateResponse(request, "admin/claims/webhookendpoint/secret.html", context)


def _of_an_endpoint(**which: Any) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), **which).order_by()


def _counted(some: list[int]) -> str:
    return f"{MOST}+" if len(some) > MOST else str(len(some))


def _test(row: WebhookEndpoint, request: HttpRequest) -> str:
    endpoints.test(row, by=base.person(request))
    return "A test is on its way. Reload this page to see what came of it."


def _rotate(row: WebhookEndpoint, request: HttpRequest) -> str:
    endpoints.rotate(row, by=base.person(request))
    return "There is a new secret. The old one signs as well for 24 hours: pass the new one on."


STEPS = {"test": _test, "rotate": _rotate}
SECRET = "secret"  # noqa: S105  the name of the step that shows it
