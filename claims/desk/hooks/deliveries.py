"""Deliveries: made from the record, which is the outbox, and tried until they arrive.

The record has no gaps and never changes, so what an endpoint is owed follows from it: whatever is
after its last delivery. Publishing writes nothing for webhooks and cannot fail because of them.
"""

from datetime import timedelta
from enum import Enum
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest
from django.utils import timezone

from claims.desk.hooks import messages, results, sending
from claims.models import (
    OWED,
    Publication,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookSecret,
)

BATCH = 500
LEASE = timedelta(seconds=60)
"""How long an endpoint, and a delivery, belong to who tries it: longer than a try can take."""
TRIES_KEPT = timedelta(days=90)
BROKEN_OFF = "Broken off: the worker was stopped. Whether the message arrived is not known."


class Outcome(Enum):
    SENT = "sent"
    FAILED = "failed"
    NOTHING_DUE = "nothing due"
    BUSY = "busy"


def make_all() -> None:
    """Make the deliveries that the record asks for and that are not there yet."""
    # The end of an index, for each endpoint: not all that was ever sent, each minute.
    told = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), entry__isnull=False)
    last = Subquery(told.order_by("-entry_id").values("entry_id")[:1])
    for endpoint in WebhookEndpoint.objects.filter(active=True).annotate(last=last):
        after = max(endpoint.since, endpoint.last or 0)
        while rows := list(_entries(after)[:BATCH]):
            # Somebody else may be making the same ones: the constraint lets each in once.
            WebhookDelivery.objects.bulk_create(
                (
                    WebhookDelivery(endpoint=endpoint, entry_id=n, event=messages.EVENT_OF[kind])
                    for n, kind in rows
                ),
                ignore_conflicts=True,
            )
            after = rows[-1][0]


def _entries(after: int) -> Any:
    entries = Publication.objects.filter(sequence__gt=after).order_by("sequence")
    return entries.values_list("sequence", "kind")


def due() -> QuerySet[WebhookDelivery]:
    """Return what is to be sent now. What is owed to an endpoint that is down waits with it."""
    now = timezone.now()
    up = Q(endpoint__next_try_at=None) | Q(endpoint__next_try_at__lte=now)
    return _sendable().filter(up | Q(event=WebhookEvent.TEST), next_try_at__lte=now)


def _sendable() -> QuerySet[WebhookDelivery]:
    """Return what is owed. A test goes to an endpoint that is switched off, too."""
    wanted = Q(endpoint__active=True) | Q(event=WebhookEvent.TEST)
    return WebhookDelivery.objects.filter(wanted, state__in=OWED)


def due_endpoints() -> list[int]:
    return list(due().order_by("endpoint").values_list("endpoint", flat=True).distinct())


def seconds_to_next(endpoint_id: int) -> float | None:
    """Return how long until something is due to one endpoint; None if it is owed nothing."""
    waiting = Greatest("next_try_at", "endpoint__next_try_at")  # the one that is not null
    moment = Case(When(event=WebhookEvent.TEST, then=F("next_try_at")), default=waiting)
    rows = _sendable().filter(endpoint=endpoint_id)
    least = rows.aggregate(least=Min(Greatest(moment, "endpoint__leased_until")))["least"]
    return (least - timezone.now()).total_seconds() if least else None


def send_next(endpoint_id: int) -> Outcome:
    """Try the oldest delivery that is due to one endpoint, and write down what came of it.

    The server is waited for outside of any transaction: one that PostgreSQL ends for its idleness
    would take the result along, and the message would go out again and again. A worker that is
    killed meanwhile leaves a lease that ends, and then the same message, with its id, is sent
    again.
    """
    begun = _begin(endpoint_id)
    if isinstance(begun, Outcome):
        return begun
    answer = _send(begun)
    _look_at_connection()
    with transaction.atomic():
        results.write(begun, answer)
    return Outcome.SENT if answer.good else Outcome.FAILED


def _look_at_connection() -> None:
    """Have one that died meanwhile replaced. A transaction around us keeps its connection."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


@transaction.atomic
def _begin(endpoint_id: int) -> results.Try | Outcome:
    """Lease the endpoint and what is due, and write down that a try begins."""
    locked = WebhookEndpoint.objects.select_for_update(no_key=True)
    endpoint, now = locked.filter(pk=endpoint_id).first(), timezone.now()
    if endpoint and endpoint.leased_until and endpoint.leased_until > now:
        return Outcome.BUSY
    delivery = _next(endpoint) if endpoint else None
    if endpoint is None or delivery is None:
        return Outcome.NOTHING_DUE
    lease = now + LEASE
    endpoint.leased_until = delivery.next_try_at = lease
    endpoint.save(update_fields=["leased_until"])
    delivery.attempts, delivery.first_try_at = delivery.attempts + 1, delivery.first_try_at or now
    delivery.save(update_fields=["attempts", "first_try_at", "next_try_at"])
    delivery.tries.filter(duration_ms=None).update(error=BROKEN_OFF)
    attempt = delivery.tries.create(at=now, asked_by=delivery.asked_by)
    return results.Try(attempt, lease)


def _next(endpoint: WebhookEndpoint) -> WebhookDelivery | None:
    """Return the oldest that is due. One probe goes to who is down: what an editor asked for."""
    rows = due().filter(endpoint=endpoint).select_related("endpoint", "entry")
    if endpoint.next_try_at:
        asked = Case(When(asked_by__isnull=False, attempts=0, then=0), default=1)
        return rows.order_by(asked, "pk").first()
    return rows.order_by("pk").first()


def _send(begun: results.Try) -> sending.Answer:
    delivery = begun.delivery
    content = messages.body(delivery)
    signing = keys(delivery.endpoint)
    headers = messages.headers(delivery, content, keys=signing, now=begun.attempt.at)
    return sending.post(delivery.endpoint.url, content=content, headers=headers)


def keys(endpoint: WebhookEndpoint) -> list[str]:
    """Return the secrets that sign now, the newest first."""
    valid = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    rows = WebhookSecret.objects.filter(valid, endpoint=endpoint)
    return list(rows.order_by("-pk").values_list("value", flat=True))


def forget_old_tries() -> int:
    """Delete the tries older than TRIES_KEPT, and return how many; deliveries stay."""
    old = WebhookAttempt.objects.filter(at__lt=timezone.now() - TRIES_KEPT)
    return old.delete()[0]
