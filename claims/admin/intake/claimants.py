"""Claimants, and the other names that they go by."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin import base
from claims.admin.saving import together
from claims.models import Claimant, ClaimantAlias


class AliasInline(base.TabularInline):
    model = ClaimantAlias
    form = together.RowForm
    fields = ("name", "was")
    row_name = staticmethod(str)
    extra = 1
    shown = 50

    @staticmethod
    def of(claimant: Claimant) -> QuerySet[Any]:
        return claimant.aliases.all()


class ClaimantAdmin(together.Together):
    list_display = ("name", "kind", "job_title", "also_called")
    list_filter = ("kind",)
    search_fields = ("name", "aliases__name", "key")
    prepopulated_fields = {"key": ("name",)}
    fields = ("name", "key", "kind", "job_title", "same_as")
    inlines = (AliasInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("aliases")

    @admin.display(description="also called")
    def also_called(self, claimant: Any) -> str:
        return ", ".join(alias.name for alias in claimant.aliases.all())
