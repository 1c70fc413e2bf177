"""Endpoints: adding one, changing it, its secrets, a test, and sending something again."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import exceptions
from claims.desk import signing
from claims.desk.hooks import deliveries, health, messages, queue
from claims.desk.hooks.addresses import Target
from claims.models import (
    DeliveryState,
    Publication,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)

OVERLAP = timedelta(hours=24)
"""How long an old secret signs beside the new one."""
CHANGED_FIELDS = ("description", "active")


def head() -> int:
    """Return the sequence of the record's newest entry."""
    newest = Publication.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return newest or 0


def add(
    *, by: User, target: Target, description: str = "", since: int | None = None
) -> WebhookEndpoint:
    """Add an endpoint, with a secret. It is told of what follows entry `since`; None: from now."""
    _require(by, "add_webhookendpoint")
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        endpoint = WebhookEndpoint.objects.create(
            url=target.url,
            description=description,
            since=head() if since is None else since,
            secret_made_at=timezone.now(),
            created_by=by,
        )
        endpoint.secrets.create(value=messages.new_secret())
        queue.wake()
    return endpoint


def change(
    endpoint: WebhookEndpoint, *, by: User, target: Target | None = None, **fields: Any
) -> WebhookEndpoint:
    """Change its address or description, or switch it off or on. `fields`: CHANGED_FIELDS."""
    unknown = set(fields) - set(CHANGED_FIELDS)
    if unknown:
        raise exceptions.BadValue(f"These of a webhook are not changed: {sorted(unknown)}.")
    if target:
        fields["url"] = target.url
    with _locked(endpoint, by) as row:
        if (fields.get("active") and not row.active) or target:
            health.begin_anew(row)
        if fields.get("active"):
            row.off_because = ""
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=[*fields, "off_because"])
        queue.wake()
    endpoint.refresh_from_db()
    return endpoint


def rotate(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Make a new secret. The old one signs as well for a day, so that nothing is refused."""
    now = timezone.now()
    with _locked(endpoint, by) as row:
        # One that was to end already still does; one that was made a moment ago ends later.
        row.secrets.filter(ends_at__lte=now).delete()
        row.secrets.filter(ends_at=None).update(ends_at=now + OVERLAP)
        row.secrets.create(value=messages.new_secret())
        row.secret_made_at = now
        row.save(update_fields=["secret_made_at"])


def secret(endpoint: WebhookEndpoint, *, by: User) -> str:
    """Return the newest secret, for who may change the endpoint."""
    _require(by, "change_webhookendpoint")
    return deliveries.keys(endpoint)[0]


def test(endpoint: WebhookEndpoint, *, by: User) -> WebhookDelivery:
    """Send a test, once, also to an endpoint that is switched off."""
    with _locked(endpoint, by) as row:
        delivery = WebhookDelivery.objects.create(
            endpoint=row, event=WebhookEvent.TEST, asked_by=by
        )
        queue.wake()
    return delivery


def redeliver(which: Iterable[int], *, by: User) -> int:
    """Send deliveries again, from the start of the schedule; return how many.

    Those that are under way anyway are tried now. The message keeps its id.
    """
    _require(by, "redeliver_webhookdelivery")
    with signing.acting(by), transaction.atomic():
        rows = WebhookDelivery.objects.filter(pk__in=list(which))
        _ask_now(rows)
        asked = rows.update(
            state=DeliveryState.WAITING,
            attempts=0,
            first_try_at=None,
            next_try_at=timezone.now(),
            delivered_at=None,
            asked_by=by,
        )
        queue.wake()
    return asked


def _ask_now(rows: QuerySet[WebhookDelivery]) -> None:
    """Lock the endpoints, always before their deliveries; those that are down get a probe now."""
    of_rows = WebhookEndpoint.objects.filter(pk__in=rows.order_by().values("endpoint"))
    for endpoint in of_rows.order_by("pk").select_for_update(no_key=True):
        if endpoint.next_try_at:
            endpoint.next_try_at = timezone.now()
            endpoint.save(update_fields=["next_try_at"])


@contextmanager
def _locked(endpoint: WebhookEndpoint, by: User) -> Iterator[WebhookEndpoint]:
    """Lock the row, check who changes it, and sign it."""
    _require(by, "change_webhookendpoint")
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        yield WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)


def _require(user: User, codename: str) -> None:
    if not (user.is_active and user.has_perm(f"claims.{codename}")):
        raise exceptions.NotPermitted
