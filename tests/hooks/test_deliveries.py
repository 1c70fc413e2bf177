"""Nothing is missed, nothing is sent twice, and what fails is tried again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import exceptions
from claims.desk.hooks import addresses, deliveries, endpoints
from claims.desk.hooks.deliveries import Outcome
from claims.models import EVENTS, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests import factories

pytestmark = pytest.mark.django_db


def published(cast, count=1):
    return [factories.published(cast.alice, cast.bob) for _ in range(count)]


def only():
    return WebhookDelivery.objects.get()


def make_due():
    WebhookDelivery.objects.filter(next_try_at__isnull=False).update(
        next_try_at=timezone.now() - timedelta(seconds=1)
    )


def test_each_entry_of_the_record_is_owed_once(cast, endpoint):
    published(cast, 3)
    for _ in range(2):
        deliveries.make_all()
    sequences = WebhookDelivery.objects.order_by("entry").values_list("entry", flat=True)
    assert list(sequences) == [1, 2, 3]


def test_many_are_made_in_batches(cast, endpoint, monkeypatch):
    monkeypatch.setattr(deliveries, "BATCH", 2)
    published(cast, 5)
    deliveries.make_all()
    assert WebhookDelivery.objects.count() == 5


def test_a_test_is_no_place_in_the_record(cast, endpoint):
    """Wrong: a delivery without an entry counts as the last one, and all are made again."""
    published(cast, 2)
    deliveries.make_all()
    endpoints.test(endpoint, by=cast.bob)
    with CaptureQueriesContext(connection) as asked:
        deliveries.make_all()
    assert WebhookDelivery.objects.count() == 3
    assert [query for query in asked if query["sql"].startswith("INSERT")] == []


def test_new_endpoint_is_told_of_what_follows(cast, server):
    published(cast, 2)
    late = factories.webhook(server.url, cast.bob, since=None)
    deliveries.make_all()
    assert late.since == 2
    assert not WebhookDelivery.objects.exists()
    published(cast)
    deliveries.make_all()
    assert only().entry_id == 3


def test_endpoint_that_is_switched_on_again_gets_what_it_missed(cast, endpoint, server):
    published(cast)
    deliveries.make_all()
    endpoints.change(endpoint, by=cast.bob, active=False)
    published(cast, 2)
    deliveries.make_all()
    assert deliveries.due_endpoints() == []
    assert deliveries.send_next(endpoint.pk) == Outcome.NOTHING_DUE
    endpoints.change(endpoint, by=cast.bob, active=True)
    deliveries.make_all()
    assert WebhookDelivery.objects.count() == 3


def test_oldest_goes_first(cast, endpoint, server):
    published(cast, 3)
    deliveries.make_all()
    while deliveries.send_next(endpoint.pk) == Outcome.SENT:
        pass
    ids = WebhookDelivery.objects.order_by("entry").values_list("message_id", flat=True)
    assert server.ids() == list(ids)
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_failed_one_is_tried_again_and_the_tries_are_kept(cast, endpoint, server):
    server.answers = [{"status": 500, "body": b"<b>broken</b>"}, {"status": 204}]
    published(cast)
    deliveries.make_all()
    assert deliveries.send_next(endpoint.pk) == Outcome.FAILED
    row = only()
    assert (row.state, row.attempts) == ("failed", 1)
    assert 3 < (row.next_try_at - timezone.now()).total_seconds() <= 5
    assert deliveries.send_next(endpoint.pk) == Outcome.NOTHING_DUE
    make_due()
    assert deliveries.send_next(endpoint.pk) == Outcome.SENT
    row = only()
    assert (row.state, row.attempts, row.next_try_at) == ("delivered", 2, None)
    assert row.delivered_at
    kept = WebhookAttempt.objects.order_by("pk").values_list("status", "answer")
    assert list(kept) == [(500, "<b>broken</b>"), (204, "")]


def test_failed_one_does_not_hold_up_the_next(cast, endpoint, server):
    server.answers = [{"status": 500}, {}]
    published(cast, 2)
    deliveries.make_all()
    outcomes = [deliveries.send_next(endpoint.pk) for _ in range(3)]
    assert outcomes == [Outcome.FAILED, Outcome.SENT, Outcome.NOTHING_DUE]


def test_it_is_given_up_after_the_last_try(cast, endpoint, server):
    server.answers = [{"status": 500}]
    published(cast)
    deliveries.make_all()
    for _ in range(11):
        assert only().state in {"waiting", "failed"}
        make_due()
        deliveries.send_next(endpoint.pk)
    assert (only().state, only().attempts, len(server.got)) == ("given_up", 11, 11)


def test_retry_after_is_honoured(cast, endpoint, server):
    server.answers = [{"status": 429, "headers": {"retry-after": "900"}}]
    published(cast)
    deliveries.make_all()
    deliveries.send_next(endpoint.pk)
    assert 890 < (only().next_try_at - timezone.now()).total_seconds() <= 900


def test_gone_switches_the_endpoint_off(cast, endpoint, server):
    server.answers = [{"status": 410}]
    published(cast, 2)
    deliveries.make_all()
    deliveries.send_next(endpoint.pk)
    endpoint.refresh_from_db()
    assert not endpoint.active
    assert "410 Gone" in endpoint.off_because
    assert deliveries.due_endpoints() == []
    states = WebhookDelivery.objects.order_by("entry").values_list("state", flat=True)
    assert list(states) == ["given_up", "waiting"]
    endpoints.change(endpoint, by=cast.bob, active=True)
    assert endpoint.off_because == ""


def test_redelivery_keeps_the_id_and_starts_the_schedule_anew(cast, endpoint, server):
    server.answers = [{"status": 500}, {}]
    published(cast)
    deliveries.make_all()
    deliveries.send_next(endpoint.pk)
    before = only()
    assert endpoints.redeliver([before.pk], by=cast.bob) == 1
    assert deliveries.send_next(endpoint.pk) == Outcome.SENT
    row = only()
    assert (row.message_id, row.state, row.attempts) == (before.message_id, "delivered", 1)
    assert len(set(server.ids())) == 1
    assert WebhookAttempt.objects.latest("pk").asked_by == cast.bob
    asked = EVENTS[WebhookDelivery].objects.filter(asked_by=cast.bob, state="waiting").get()
    assert asked.pgh_context.metadata["user"] == cast.bob.pk


def test_test_is_tried_once_and_reaches_an_endpoint_that_is_off(cast, endpoint, server):
    server.answers = [{"status": 500}]
    endpoints.change(endpoint, by=cast.bob, active=False)
    endpoints.test(endpoint, by=cast.bob)
    assert deliveries.due_endpoints() == [endpoint.pk]
    deliveries.send_next(endpoint.pk)
    assert (only().state, len(server.got)) == ("given_up", 1)


@pytest.mark.parametrize("who", ["alice", "charlie", "dave"])
def test_only_editors_touch_webhooks(cast, endpoint, who):
    by = getattr(cast, who)
    for step in (
        lambda: endpoints.add(by=by, target=addresses.Target("http://127.0.0.1:9/")),
        lambda: endpoints.change(endpoint, by=by, active=False),
        lambda: endpoints.rotate(endpoint, by=by),
        lambda: endpoints.secret(endpoint, by=by),
        lambda: endpoints.test(endpoint, by=by),
        lambda: endpoints.redeliver([1], by=by),
    ):
        with pytest.raises(exceptions.NotPermitted):
            step()


def test_private_address_is_refused_when_it_is_added(cast, settings):
    settings.WEBHOOK_PRIVATE_TARGETS = False
    with pytest.raises(exceptions.TargetRefused, match="not a public address"):
        factories.webhook("https://127.0.0.1/", cast.bob)
    assert not WebhookEndpoint.objects.exists()


def test_one_address_is_told_once(cast, endpoint):
    with pytest.raises(exceptions.BadValue, match="told already"):
        factories.webhook(endpoint.url, cast.bob)


def test_secrets_stand_in_no_history(cast, endpoint):
    secret = endpoints.secret(endpoint, by=cast.bob)
    for event in EVENTS.values():
        assert all(secret not in str(row) for row in event.objects.values())
    endpoints.rotate(endpoint, by=cast.bob)
    made = EVENTS[WebhookEndpoint].objects.order_by("pgh_id").values_list("secret_made_at")
    assert len(set(made)) == 2
