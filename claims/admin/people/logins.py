"""Guessing passwords: how failures are counted, what a locked-out person reads, who ends it.

django-axes counts in the database, so that all processes count together.
"""

from math import ceil
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.admin import base, show
from claims.admin.people import users
from claims.serving import limiting

OF_ADDRESS = 10
"""An address has so many times the failures of one account: several people may sit behind it."""


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # it ships no types
    """Counts the failures of an account at an address, and those of the address, by two limits."""

    def get_failures(self, request: HttpRequest, credentials: Any = None) -> int:
        account, address = (
            attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(account, address // OF_ADDRESS)

    def reset_user_attempts(self, request: HttpRequest, credentials: Any = None) -> int:
        """Forget the failures of who logs in, and not those of others at the same address.

        Else whoever has an account could guess other people's passwords, and log in in between.
        """
        own, _address = self.filter_user_attempts(request, credentials)
        return int(own.delete()[0])


def address(request: HttpRequest) -> str | None:
    """Return whom to count, as the public side does: behind proxies too, IPv6 by /64."""
    found = limiting.client(request).partition("/")[0]
    return None if found == "unknown" else found


def locked_out(request: HttpRequest, _answer: Any, _credentials: Any) -> HttpResponse:
    """Say that there were too many failures, and what to do."""
    wait = settings.AXES_COOLOFF_TIME
    context = {
        **admin.site.each_context(request),
        "title": "Too many tries",
        "minutes": ceil(wait.total_seconds() / 60),
    }
    response = TemplateResponse(request, "admin/desk/locked_out.html", context, status=429)
    response["Retry-After"] = str(ceil(wait.total_seconds()))
    return response.render()


class AttemptAdmin(base.ReadOnly, users.SuperuserOnly, base.DeskAdmin):
    """Who failed to log in; letting somebody in again forgets their failures."""

    list_display = ("username", "ip_address", "failures_since_start", "locked", "age")
    search_fields = ("username", "ip_address")
    search_help_text = "Search by account or address"
    actions = ("let_in",)
    fields = ("username", "ip_address", "user_agent", "failures_since_start", "attempt_time")

    def has_let_in_permission(self, request: HttpRequest) -> bool:
        return base.person(request).is_superuser

    @admin.display(description="locked out", boolean=True)
    def locked(self, row: Any) -> bool:
        return bool(row.failures_since_start >= settings.AXES_FAILURE_LIMIT)

    @admin.display(description="last try", ordering="attempt_time")
    def age(self, row: Any) -> str:
        return show.age(row.attempt_time)

    @admin.action(description="Let them in again", permissions=["let_in"])
    def let_in(self, request: HttpRequest, rows: QuerySet[AccessAttempt]) -> None:
        number, _ = rows.delete()
        messages.success(request, f"Forgotten: the failures of {number} at the log-in.")
