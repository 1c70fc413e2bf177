"""An endpoint that is down is asked now and then, and its messages wait with it, a day each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.desk.hooks import deliveries, endpoints, health
from claims.desk.hooks.deliveries import Outcome
from claims.models import WebhookDelivery, WebhookEndpoint
from tests import factories

pytestmark = pytest.mark.django_db

DOWN = {"status": 503}


@pytest.fixture
def backlog(cast, endpoint, server):
    """Six messages to a server that is down."""
    server.answers = [DOWN]
    for _ in range(6):
        factories.published(cast.alice, cast.bob)
    deliveries.make_all()
    return endpoint


def all_that_is_due(endpoint):
    outcomes = []
    while (outcome := deliveries.send_next(endpoint.pk)) != Outcome.NOTHING_DUE:
        outcomes.append(outcome.value)
    return outcomes


def later(**delay):
    """Time passes: whatever was written happened that much earlier."""
    by = timedelta(**delay)
    for row in [*WebhookDelivery.objects.all(), *WebhookEndpoint.objects.all()]:
        for name in ("first_try_at", "next_try_at", "failing_since"):
            if getattr(row, name, None):
                setattr(row, name, getattr(row, name) - by)
        row.save()


def waits(endpoint):
    endpoint.refresh_from_db()
    return (endpoint.next_try_at - timezone.now()).total_seconds()


def states():
    return list(WebhookDelivery.objects.order_by("pk").values_list("state", flat=True))


def test_after_three_messages_the_others_wait(backlog, server):
    """Wrong: each of a long backlog is tried, for fifteen seconds, eleven times."""
    assert all_that_is_due(backlog) == ["failed"] * 3
    assert len(set(server.ids())) == 3
    assert states() == ["failed"] * 3 + ["waiting"] * 3
    assert 3 < waits(backlog) <= 5
    assert backlog.failing_since
    assert deliveries.due_endpoints() == []
    assert 3 < deliveries.seconds_to_next(backlog.pk) <= 5


def test_one_probe_for_each_step_of_the_schedule(backlog, server):
    all_that_is_due(backlog)
    longest = []
    for step in range(12):
        later(seconds=max(0, waits(backlog)) + 1)
        WebhookDelivery.objects.update(first_try_at=None)  # the day of no message ends here
        assert all_that_is_due(backlog) == ["failed"], step
        longest.append(waits(backlog))
    limits = [30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800, 28800, 28800, 28800]
    assert all(0.79 * most < wait <= most for wait, most in zip(longest, limits, strict=True))


def test_answered_probe_lets_the_backlog_go_on(backlog, server):
    all_that_is_due(backlog)
    server.answers = [{}]
    later(seconds=6)
    assert all_that_is_due(backlog) == ["sent"] * 6
    backlog.refresh_from_db()
    assert (backlog.failing_since, backlog.next_try_at, backlog.probes) == (None, None, 0)


def test_message_that_alone_fails_holds_up_nobody(backlog, server):
    server.answers = [DOWN, DOWN, {}, DOWN, DOWN, {}]
    assert len(all_that_is_due(backlog)) == 6
    assert states() == ["failed", "failed", "delivered", "failed", "failed", "delivered"]


def test_what_waited_for_a_day_is_given_up(backlog, server):
    all_that_is_due(backlog)
    later(hours=23, minutes=59)
    health.give_up_late()
    assert "given_up" not in states()
    later(minutes=2)
    health.give_up_late()
    assert states() == ["given_up"] * 6
    assert deliveries.seconds_to_next(backlog.pk) is None


def test_day_of_what_is_new_begins_with_the_probe_that_it_waits_for(cast, backlog, server):
    all_that_is_due(backlog)
    later(hours=20)
    factories.published(cast.alice, cast.bob)
    deliveries.make_all()
    assert all_that_is_due(backlog) == ["failed"]
    later(hours=5)
    health.give_up_late()
    assert states() == ["given_up"] * 6 + ["waiting"]


def test_test_is_sent_at_once_and_if_it_arrives_all_goes_on(cast, backlog, server):
    all_that_is_due(backlog)
    server.answers = [DOWN, {}]
    endpoints.test(backlog, by=cast.bob)
    assert deliveries.due_endpoints() == [backlog.pk]
    assert all_that_is_due(backlog) == ["failed"]
    endpoints.test(backlog, by=cast.bob)
    assert all_that_is_due(backlog) == ["sent"] * 7


def test_tests_that_fail_make_nothing_wait(cast, backlog, server):
    for _ in range(4):
        endpoints.test(backlog, by=cast.bob)
    WebhookDelivery.objects.exclude(event="webhook.test").update(
        state="delivered", next_try_at=None
    )
    all_that_is_due(backlog)
    backlog.refresh_from_db()
    assert (backlog.failing_since, backlog.next_try_at) == (None, None)


def test_what_an_editor_asks_for_again_is_the_next_probe(cast, backlog, server):
    all_that_is_due(backlog)
    row = WebhookDelivery.objects.latest("pk")
    endpoints.redeliver([row.pk], by=cast.bob)
    assert all_that_is_due(backlog) == ["failed"]
    assert server.ids()[-1] == row.message_id
    assert waits(backlog) > 20


def test_server_that_asks_for_patience_gets_it(backlog, server):
    server.answers = [{"status": 429, "headers": {"retry-after": "900"}}]
    all_that_is_due(backlog)
    assert 890 < waits(backlog) <= 900


def test_switched_on_again_it_is_tried_at_once_with_a_new_day(cast, backlog, server):
    all_that_is_due(backlog)
    endpoints.change(backlog, by=cast.bob, active=False)
    later(days=3)
    health.give_up_late()
    endpoints.change(backlog, by=cast.bob, active=True)
    health.give_up_late()
    server.answers = [{}]
    assert all_that_is_due(backlog) == ["sent"] * 6
