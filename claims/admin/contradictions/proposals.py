"""What the software proposes, decided where it is seen: points at issue, and repetitions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims import exceptions
from claims.admin import base, marking, show
from claims.admin.lists import paging
from claims.desk import points, repetitions
from claims.models import Claim, Repetition, Review

PER_PAGE = 20


@dataclass
class Repeated:
    """Two claims that say the same, with the words that differ marked."""

    row: Repetition
    newer: marking.Marked
    older: marking.Marked

    @property
    def seen(self) -> str:
        """What a decision says that it is about."""
        return repetitions.seen(self.row)


def repeated(rows: Any) -> list[Repeated]:
    return [Repeated(row, *marking.marked(row.claim.text, row.of.text)) for row in rows]


class RepetitionsPage(base.DeskAdmin):
    """Adds the list of repetitions to the admin of contradictions."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "claims_repetitions"
        return [
            path("repetitions/", view(self.repetitions_view), name=name),
            path(
                "repetitions/<int:pk>/<slug:decision>/",
                view(self.repetition_view),
                name=f"{name}_decide",
            ),
            *super().get_urls(),
        ]

    def repetitions_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = paging.BoundedPaginator(repetitions.waiting(), PER_PAGE).get_page(
            request.GET.get("page")
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "The same statement once more",
            "opts": self.opts,
            "page": page,
            "repeated": repeated(page),
            "may_join": may_join(request),
        }
        return TemplateResponse(request, "admin/claims/contradiction/repetitions.html", context)

    def repetition_view(self, request: HttpRequest, pk: int, decision: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = Repetition.objects.select_related("claim", "of").filter(pk=pk).first()
        if row is None or decision not in DECISIONS:
            raise Http404(f"There is no repetition {pk} to {decision}.")
        if request.method != "POST":
            messages.warning(request, "Nothing was done: take the step here again.")
            return redirect(_list())
        try:
            told = DECISIONS[decision](row, request)
        except exceptions.NotPermitted:
            raise PermissionDenied from None
        except exceptions.DeskError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, told)
        return redirect(review_named(base.posted(request, "review")) or _list())


def may_join(request: HttpRequest) -> bool:
    return request.user.has_perms(["claims.change_claim", "claims.decline_review"])


def take_point(request: HttpRequest, review: Review) -> HttpResponse:
    """Give the claim of a review the point that was proposed, as it was mended."""
    try:
        said = {name: base.posted(request, name) for name in points.FIELDS}
        points.take(review.claim, by=base.person(request), **said)
    except exceptions.NotPermitted:
        raise PermissionDenied from None
    except exceptions.DeskError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "This is its point at issue now: rivals are looked for.")
    return redirect(show.page(review))


def review_named(number: str) -> str:
    """Return the page of the review from which something was decided, if there is one."""
    review = Review.objects.filter(pk=number).first() if number.isdecimal() else None
    return show.page(review) if review else ""


def of(claim: Claim) -> dict[str, Any]:
    """Return what the page of a review shows of proposals. One query."""
    return {
        "point": points.proposed(claim),
        "repeated": repeated(repetitions.waiting(claim)[:PER_PAGE]),
    }


def _list() -> str:
    return reverse("admin:claims_repetitions")


def _join(row: Repetition, request: HttpRequest) -> str:
    kept = repetitions.join(row, by=base.person(request), seen=base.posted(request, "seen"))
    return f"Joined: its places are appearances of “{show.shortened(kept.text, 100)}” now."


def _dismiss(row: Repetition, request: HttpRequest) -> str:
    repetitions.dismiss(row, by=base.person(request), seen=base.posted(request, "seen"))
    return "Kept apart: they are two statements."


DECISIONS: dict[str, Callable[[Repetition, HttpRequest], str]] = {
    "join": _join,
    "dismiss": _dismiss,
}
