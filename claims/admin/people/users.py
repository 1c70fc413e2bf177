"""People, roles, and whatever other apps bring to the site: superusers only."""

import json
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.timesince import timesince

from claims.admin import base, show
from claims.desk.people import two_step


class SuperuserOnly:
    """Django would let any staff member with `change_user` make themselves a superuser.

    What a page refuses to everybody, it refuses to superusers too: jobs are not added by a form.
    """

    def has_module_permission(self, request: HttpRequest) -> bool:
        return base.person(request).is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return base.person(request).is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        page: Any = super()
        return base.person(request).is_superuser and page.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        page: Any = super()
        return base.person(request).is_superuser and page.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Reviews and history name people: an account is made inactive, not deleted.
        return False


class Jobs(SuperuserOnly):
    """Goes before procrastinate's page of jobs, whose inline styles our policy refuses."""

    @admin.display(description="Args")
    def pretty_args(self, job: Any) -> str:
        return format_html("<code>{}</code>", json.dumps(job.args)[:2000])

    @admin.display(description="Last event")
    def summary(self, job: Any) -> str:
        last = job.procrastinateevent_set.first()
        return f"{last.type}, {timesince(last.at)} ago" if last else show.EMPTY


class People(SuperuserOnly):
    """Goes before Django's UserAdmin, which may not be imported before the site exists."""

    list_display = ("username", "first_name", "last_name", "roles", "is_active", "is_superuser")
    list_filter = ("groups", "is_active", "is_superuser")

    actions = ("reset_two_step",)

    def has_reset_permission(self, request: HttpRequest) -> bool:
        return base.person(request).is_superuser

    @admin.action(description="Reset the second step of logging in", permissions=["reset"])
    def reset_two_step(self, request: HttpRequest, rows: Any) -> None:
        page: Any = self
        for user in rows:
            two_step.reset(user, by=base.person(request))
            page.log_change(request, user, "The second step of logging in was reset.")
        messages.success(request, "Reset. They set it up again at their next log-in.")

    def get_queryset(self, request: HttpRequest) -> Any:
        people: Any = super()
        return people.get_queryset(request).prefetch_related("groups")

    def roles(self, user: Any) -> str:
        return ", ".join(group.name for group in user.groups.all())
