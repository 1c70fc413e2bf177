"""A try holds no transaction: it is written down before it begins, and leased until it ends."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims.desk.hooks import deliveries, endpoints
from claims.desk.hooks.deliveries import Outcome
from claims.models import EVENTS, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests import factories
from tests.hooks import receiver


def owed(cast, there, count=1):
    endpoint = factories.webhook(there.url, cast.bob)
    for _ in range(count):
        factories.published(cast.alice, cast.bob)
    deliveries.make_all()
    return endpoint


@pytest.fixture
def short_lived(committed_db):
    """Whatever is set for the connection is gone with it."""
    yield
    connection.close()


def impatient(setting):
    with connection.cursor() as cursor:
        cursor.execute(f"SET {setting} = '300ms'")


def test_postgresql_that_ends_idle_transactions_loses_no_result(committed_db, private, short_lived):
    """Wrong: the transaction that waited for the server is gone, and so is what it wrote."""
    with receiver.running({"wait": 1}, {}) as there:
        endpoint = owed(committed_db.cast, there)
        impatient("idle_in_transaction_session_timeout")
        assert deliveries.send_next(endpoint.pk) == Outcome.SENT
        assert deliveries.send_next(endpoint.pk) == Outcome.NOTHING_DUE
    assert WebhookDelivery.objects.get().state == "delivered"
    assert list(WebhookAttempt.objects.values_list("status", flat=True)) == [200]


def test_connection_that_dies_during_a_try_loses_no_result(committed_db, private, short_lived):
    """A database that is started anew meanwhile: the result goes in by a new connection."""
    with receiver.running({"wait": 1}) as there:
        endpoint = owed(committed_db.cast, there)
        impatient("idle_session_timeout")
        assert deliveries.send_next(endpoint.pk) == Outcome.SENT
    assert WebhookAttempt.objects.get().status == 200


def test_another_worker_keeps_off_while_one_is_at_it(committed_db, private):
    """Wrong: the second one sends the next message beside the first, out of order."""
    with receiver.running({"wait": 2}, {}) as there:
        endpoint = owed(committed_db.cast, there, 2)
        outcomes = []

        def send():
            outcomes.append(deliveries.send_next(endpoint.pk))
            connection.close()

        first = threading.Thread(target=send)
        first.start()
        assert there.wait_for(1)
        assert deliveries.send_next(endpoint.pk) == Outcome.BUSY
        assert 50 < deliveries.seconds_to_next(endpoint.pk) <= 60
        begun = WebhookAttempt.objects.get()
        assert (begun.duration_ms, begun.status, begun.error) == (None, None, "")
        first.join()
        assert outcomes == [Outcome.SENT]
        assert deliveries.send_next(endpoint.pk) == Outcome.SENT
    assert there.ids() == list(
        WebhookDelivery.objects.order_by("pk").values_list("message_id", flat=True)
    )


def test_worker_that_sleeps_through_its_lease_ends_no_other(committed_db, private, monkeypatch):
    """Wrong: what wakes up late writes over the result, or the lease, of who came after it."""
    with receiver.running({"status": 500, "wait": 1}, {"wait": 2}) as there:
        endpoint = owed(committed_db.cast, there)

        def send():
            deliveries.send_next(endpoint.pk)
            connection.close()

        late = threading.Thread(target=send)
        late.start()
        assert there.wait_for(1)
        past = timezone.now() - timedelta(seconds=1)
        WebhookEndpoint.objects.update(leased_until=past)
        WebhookDelivery.objects.update(next_try_at=past)
        current = threading.Thread(target=send)
        current.start()
        assert there.wait_for(2)
        late.join()
        assert WebhookEndpoint.objects.get().leased_until > timezone.now()
        assert WebhookDelivery.objects.get().state == "waiting"
        current.join()
    assert WebhookDelivery.objects.get().state == "delivered"
    assert WebhookEndpoint.objects.get().leased_until is None
    assert len(set(there.ids())) == 1


@pytest.mark.django_db
def test_leases_stand_in_no_history(cast, endpoint):
    factories.published(cast.alice, cast.bob)
    deliveries.make_all()
    events = EVENTS[WebhookEndpoint].objects
    before = events.count()
    assert deliveries.send_next(endpoint.pk) == Outcome.SENT
    assert events.count() == before
    endpoints.change(endpoint, by=cast.bob, description="Ours")
    assert events.count() == before + 1
