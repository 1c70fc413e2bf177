"""Who is on a review's page: said on the page, in lists, and to the script that renews it."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from claims.admin import base
from claims.desk.review import leases
from claims.models import Lease, Review


def arrive(review: Review, user: User) -> Lease | None:
    """Give `user` the lease if there is something to do here; return the one that holds now."""
    if leases.may_hold(review, user):
        return leases.hold(review, by=user)
    return leases.current(review)


def depart(review: Review, user: User) -> None:
    """Give the lease up when the step just taken left `user` nothing to do here."""
    if not leases.may_hold(review, user):
        leases.release(review, by=user)


def told(lease: Lease | None, user: User) -> str:
    """Return what `user` should know of who else is here; nothing when nobody is."""
    if lease is None or lease.holder_id == user.pk:
        return ""
    return f"{lease.holder} is on this claim, since {timezone.localtime(lease.since):%H:%M}."


def others(review: Any, user: User | None = None) -> str:
    """Return who is on this review now, for a list that has read the leases with its rows."""
    lease = getattr(review, "lease", None)
    if lease is None or not lease.is_live or (user and lease.holder_id == user.pk):
        return ""
    return str(lease.holder)


def renewed(request: HttpRequest, review: Review) -> HttpResponse:
    """Answer the page's sign of life with who is here, for its notice."""
    user = base.person(request)
    return JsonResponse({"told": told(arrive(review, user), user)})
