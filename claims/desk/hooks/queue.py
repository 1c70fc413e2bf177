"""Waking the worker. A lost call delays a message by a minute at most: the worker looks itself."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from claims.models import WebhookEndpoint

SWEEP = "webhooks.sweep"
SEND = "webhooks.send"
CLEAN = "webhooks.clean"


def wake() -> None:
    """After this transaction, have the worker look for what is to be sent.

    What goes wrong here is logged and is no reason not to publish.
    """
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    if WebhookEndpoint.objects.exists():
        _defer(SWEEP, queueing_lock=SWEEP)


def send_soon(endpoint_id: int) -> None:
    """Have the worker send what is due to one endpoint; once, however often it is asked."""
    _defer(SEND, queueing_lock=f"{SEND}.{endpoint_id}", endpoint_id=endpoint_id)


def send_in(seconds: int, endpoint_id: int) -> None:
    lock = f"{SEND}.{endpoint_id}.in.{seconds}"
    _defer(SEND, queueing_lock=lock, delay=seconds, endpoint_id=endpoint_id)


def _defer(name: str, *, queueing_lock: str, delay: int = 0, **arguments: int) -> None:
    schedule: dict[str, Any] = {"schedule_in": {"seconds": delay}} if delay else {}
    job = app.configure_task(name, queueing_lock=queueing_lock, **schedule)
    with suppress(AlreadyEnqueued):
        job.defer(**arguments)
