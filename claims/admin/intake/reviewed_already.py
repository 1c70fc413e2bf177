"""“Reviewed already?” on the page of a claim: there at once, and anew while its text is typed."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from claims.admin import base
from claims.desk import similar

ROWS = "admin/claims/claim/similar_rows.html"
LONGEST = 1000


class ReviewedAlready:
    """Mixed into the admin of claims."""

    def get_urls(self) -> list[Any]:
        page: Any = super()
        admin: Any = self
        view = admin.admin_site.admin_view
        return [
            path("similar/", view(self.similar_view), name="claims_claim_similar"),
            *page.get_urls(),
        ]

    def similar_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with the rows alone, for the script of the page."""
        admin: Any = self
        if not admin.has_view_permission(request):
            raise PermissionDenied
        text, without = request.GET.get("text", ""), request.GET.get("without", "")
        own = (
            int(without)
            if without.isascii() and without.isdecimal() and len(without) < 19
            else None
        )
        return TemplateResponse(
            request, ROWS, {"similar": of_text(text, user=base.person(request), without=own)}
        )


def of_text(text: str, *, user: User, without: int | None = None) -> list[similar.Similar]:
    """Return what the desk has like `text`; PostgreSQL's texts hold no NUL."""
    text = text.replace("\0", " ")[:LONGEST]
    return similar.to_text(text, user=user, without=without) if text.strip() else []
