"""What came of a try: written down for the try, its delivery, and the endpoint."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from claims.desk.hooks import health, schedule, sending
from claims.models import (
    DeliveryState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)

GONE = 410
OF_A_RESULT = ("state", "next_try_at", "delivered_at")
"""What a result changes of its delivery."""


@dataclass(frozen=True)
class Try:
    """A try that was written down as begun. Until `lease`, nobody else sends to its endpoint."""

    attempt: WebhookAttempt
    lease: datetime

    @property
    def delivery(self) -> WebhookDelivery:
        return self.attempt.delivery


def write(begun: Try, answer: sending.Answer) -> None:
    """Write down what came of a try, in a transaction of the caller's."""
    key = begun.delivery.endpoint_id
    endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=key)
    _end_attempt(begun, answer)
    _end_delivery(begun, answer)
    if answer.good:
        health.answered(endpoint)
    elif answer.status == GONE:
        _switch_off(endpoint)
    elif begun.delivery.event != WebhookEvent.TEST:
        health.failed(endpoint, at=begun.attempt.at, asked=answer.retry_after)
    # A worker that slept through its lease does not end the lease of the next.
    WebhookEndpoint.objects.filter(pk=key, leased_until=begun.lease).update(leased_until=None)


def _end_attempt(begun: Try, answer: sending.Answer) -> None:
    WebhookAttempt.objects.filter(pk=begun.attempt.pk).update(
        duration_ms=answer.duration_ms,
        status=answer.status,
        error=answer.error,
        answer=answer.text,
    )


def _end_delivery(begun: Try, answer: sending.Answer) -> None:
    delivery = begun.delivery
    if answer.good:
        _ended(delivery, DeliveryState.DELIVERED)
    elif answer.status == GONE:
        _ended(delivery, DeliveryState.GIVEN_UP)
    else:
        _postpone(delivery, answer)
    # Who asked meanwhile for it to be sent again finds it sent again, whatever came of this try.
    unasked = WebhookDelivery.objects.filter(pk=delivery.pk, next_try_at=begun.lease)
    unasked.update(**{name: getattr(delivery, name) for name in OF_A_RESULT})


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
    endpoint.active = False
    endpoint.off_because = "Its server answered 410 Gone: it wants no more messages."
    endpoint.save(update_fields=["active", "off_because"])
