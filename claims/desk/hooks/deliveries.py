"""Deliveries: made from the record, which is the outbox, and tried until they arrive.

The record has no gaps and never changes, so what an endpoint is owed follows from it: whatever is
after its last delivery. Publishing writes nothing for webhooks and cannot fail because of them.
"""

from enum import Enum
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from claims.desk.hooks import messages, schedule, sending
from claims.models import (
    OWED,
    DeliveryState,
    Publication,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookSecret,
)

LOCK = 722302
"""The advisory locks under which one message at a time goes to an endpoint."""
BATCH = 500
GONE = 410
OF_A_TRY = ("state", "attempts", "first_try_at", "next_try_at", "delivered_at")
"""What a try changes of its delivery."""


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
    """Return what is to be sent now."""
    return _sendable().filter(next_try_at__lte=timezone.now())


def _sendable() -> QuerySet[WebhookDelivery]:
    """Return what is owed. A test goes to an endpoint that is switched off, too."""
    wanted = Q(endpoint__active=True) | Q(event=WebhookEvent.TEST)
    return WebhookDelivery.objects.filter(wanted, state__in=OWED)


def due_endpoints() -> list[int]:
    return list(due().order_by("endpoint").values_list("endpoint", flat=True).distinct())


def seconds_to_next(endpoint_id: int) -> float | None:
    """Return how long until something is due to one endpoint; None if it is owed nothing."""
    moment = _sendable().filter(endpoint=endpoint_id).aggregate(least=Min("next_try_at"))["least"]
    return (moment - timezone.now()).total_seconds() if moment else None


def send_next(endpoint_id: int) -> Outcome:
    """Try the oldest delivery that is due to one endpoint, and write down what came of it.

    A worker that is killed meanwhile leaves nothing behind: PostgreSQL lets go of its lock and
    forgets its transaction, and the next one sends the same message, with the same id, again.
    """
    with transaction.atomic():
        if not _alone(endpoint_id):
            return Outcome.BUSY
        rows = due().filter(endpoint=endpoint_id).select_related("endpoint", "entry")
        delivery = rows.order_by("pk").first()
        if delivery is None:
            return Outcome.NOTHING_DUE
        return Outcome.SENT if _try(delivery) else Outcome.FAILED


def _alone(endpoint_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, endpoint_id])
        return bool(cursor.fetchone()[0])


def keys(endpoint: WebhookEndpoint) -> list[str]:
    """Return the secrets that sign now, the newest first."""
    valid = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    rows = WebhookSecret.objects.filter(valid, endpoint=endpoint)
    return list(rows.order_by("-pk").values_list("value", flat=True))


def _try(delivery: WebhookDelivery) -> bool:
    now = timezone.now()
    content = messages.body(delivery)
    headers = messages.headers(delivery, content, keys=keys(delivery.endpoint), now=now)
    # Who asks meanwhile for it to be sent again finds it sent again, whatever comes of this try.
    unasked = WebhookDelivery.objects.filter(pk=delivery.pk, next_try_at=delivery.next_try_at)
    answer = sending.post(delivery.endpoint.url, content=content, headers=headers)
    WebhookAttempt.objects.create(
        delivery=delivery,
        at=now,
        duration_ms=answer.duration_ms,
        status=answer.status,
        error=answer.error,
        answer=answer.text,
        asked_by=delivery.asked_by,
    )
    delivery.attempts, delivery.first_try_at = delivery.attempts + 1, delivery.first_try_at or now
    if answer.good:
        _ended(delivery, DeliveryState.DELIVERED)
    elif answer.status == GONE:
        _ended(delivery, DeliveryState.GIVEN_UP)
        _switch_off(delivery.endpoint)
    else:
        _postpone(delivery, answer)
    unasked.update(**{name: getattr(delivery, name) for name in OF_A_TRY})
    return answer.good


def _ended(delivery: WebhookDelivery, state: DeliveryState) -> None:
    delivery.state, delivery.next_try_at = state, None
    delivery.delivered_at = timezone.now() if state == DeliveryState.DELIVERED else None


def _postpone(delivery: WebhookDelivery, answer: sending.Answer) -> None:
    first = delivery.first_try_at or timezone.now()
    moment = schedule.next_try(
        delivery.attempts, first=first, now=timezone.now(), asked=answer.retry_after
    )
    # A test answers one question, now.
    if moment is None or delivery.event == WebhookEvent.TEST:
        _ended(delivery, DeliveryState.GIVEN_UP)
    else:
        delivery.state, delivery.next_try_at = DeliveryState.FAILED, moment


def _switch_off(endpoint: WebhookEndpoint) -> None:
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        active=False, off_because="Its server answered 410 Gone: it wants no more messages."
    )
