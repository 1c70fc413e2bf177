"""How an endpoint fares: one that seems down is asked now and then, and its messages wait with it.

Otherwise each of many messages would be tried for a day, at a server where nobody is. All of this
changes an endpoint that the caller has locked, and saves.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.desk.hooks import schedule
from claims.models import (
    OWED,
    DeliveryState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)

DIFFERENT = 3
"""So many messages that fail, with none between that arrives, are not the messages' fault."""
COLUMNS = ("failing_since", "next_try_at", "probes")


def answered(endpoint: WebhookEndpoint) -> None:
    """Note a good answer: what waited with the endpoint goes on, now."""
    if endpoint.next_try_at is not None:
        now = timezone.now()
        _owed(endpoint).filter(next_try_at__gt=now).update(next_try_at=now)
    _forget(endpoint)


def failed(endpoint: WebhookEndpoint, *, at: datetime, asked: str) -> None:
    """Note that a message failed, in a try that began `at`. `asked`: its Retry-After.

    What waits with the endpoint has failed with it: its day begins, too.
    """
    endpoint.failing_since = endpoint.failing_since or at
    if endpoint.next_try_at is None and not _is_down(endpoint):
        return _save(endpoint)
    now = timezone.now()
    endpoint.probes += 1
    endpoint.next_try_at = now + schedule.wait(endpoint.probes, now=now, asked=asked)
    _owed(endpoint).filter(first_try_at=None, next_try_at__lte=now).update(first_try_at=now)
    return _save(endpoint)


def begin_anew(endpoint: WebhookEndpoint) -> None:
    """Forget what was: it is switched on again, or somewhere else. Its messages have a new day."""
    _owed(endpoint).update(attempts=0, first_try_at=None, next_try_at=timezone.now())
    _forget(endpoint)


def give_up_late() -> None:
    """Give up what has waited with its endpoint for as long as a message is tried."""
    now = timezone.now()
    # While a worker is at an endpoint, what it finds out comes first.
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = WebhookEndpoint.objects.filter(free, active=True, next_try_at__isnull=False)
    for key in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            endpoint = waiting.select_for_update(no_key=True).filter(pk=key).first()
            if endpoint:
                late = _owed(endpoint).filter(first_try_at__lt=now - schedule.LONGEST)
                late.update(state=DeliveryState.GIVEN_UP, next_try_at=None)


def _owed(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    """Return what waits with an endpoint. A test asks how it fares, and never waits."""
    rows = WebhookDelivery.objects.filter(endpoint=endpoint, state__in=OWED)
    return rows.exclude(event=WebhookEvent.TEST)


def _is_down(endpoint: WebhookEndpoint) -> bool:
    tries = WebhookAttempt.objects.filter(
        delivery__endpoint=endpoint, at__gte=endpoint.failing_since
    ).exclude(delivery__event=WebhookEvent.TEST)
    return tries.order_by().values("delivery").distinct()[:DIFFERENT].count() >= DIFFERENT


def _forget(endpoint: WebhookEndpoint) -> None:
    endpoint.failing_since, endpoint.next_try_at, endpoint.probes = None, None, 0
    _save(endpoint)


def _save(endpoint: WebhookEndpoint) -> None:
    endpoint.save(update_fields=COLUMNS)
