"""The real worker, in a process of its own, on the test database; and what kill -9 does to it."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.desk.hooks import deliveries, endpoints
from claims.desk.review import workflow
from claims.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests import factories
from tests import server as web
from tests.hooks import receiver


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "factcheck.worker", *arguments],
        cwd=web.ROOT,
        env=os.environ
        | web.databases()
        | {
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            "WEBHOOK_PRIVATE_TARGETS": "true",
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "LOG_LEVEL": "ERROR",
        },
        start_new_session=True,
    )


@contextmanager
def worker():
    process = start()
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # killed by the test already
            web.kill(process)


def soon(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def states():
    return set(WebhookDelivery.objects.values_list("state", flat=True))


def test_publishing_is_told_at_once_as_the_api_tells_it(committed_db, private):
    cast = committed_db.cast
    with receiver.running() as there:
        factories.webhook(there.url, cast.bob)
        with worker():
            reviews = [factories.published(cast.alice, cast.bob) for _ in range(3)]
            assert there.wait_for(3)
            asked = time.monotonic()
            workflow.retract(reviews[0], by=cast.bob, comment="The source was withdrawn.")
            assert there.wait_for(4)
            assert time.monotonic() - asked < 5
            assert soon(lambda: states() == {"delivered"})
    listed = Client().get("/api/v1/changes/").json()["results"]
    assert [json.loads(body)["data"] for _headers, body in there.got] == listed


def test_worker_killed_in_the_middle_misses_nothing_and_keeps_the_id(committed_db, private):
    """Wrong: the message under way is lost, or comes again with another id."""
    cast = committed_db.cast
    with receiver.running({"wait": 60}, {}) as there:
        factories.webhook(there.url, cast.bob)
        factories.published(cast.alice, cast.bob)
        factories.published(cast.alice, cast.bob)
        with worker() as killed:
            assert there.wait_for(1)
            os.kill(killed.pid, signal.SIGKILL)
            killed.wait()
        assert states() == {"waiting"}
        assert WebhookAttempt.objects.get().duration_ms is None
        end_the_lease()
        with worker():
            assert soon(lambda: states() == {"delivered"}), states()
    first, *others = there.ids()
    assert others == list(
        WebhookDelivery.objects.order_by("entry").values_list("message_id", flat=True)
    )
    assert first == others[0]
    tries = WebhookDelivery.objects.earliest("pk").tries.order_by("pk")
    assert list(tries.values_list("status", "error")) == [(None, deliveries.BROKEN_OFF), (200, "")]


def end_the_lease():
    """A minute passes."""
    past = timezone.now() - timedelta(seconds=1)
    leased = WebhookEndpoint.objects.filter(leased_until__gt=timezone.now())
    assert leased.update(leased_until=past) == 1
    WebhookDelivery.objects.filter(next_try_at__gt=past).update(next_try_at=past)


def test_failure_is_tried_again_within_seconds(committed_db, private):
    with receiver.running({"status": 500}, {}) as there:
        factories.webhook(there.url, committed_db.cast.bob)
        with worker():
            factories.published(committed_db.cast.alice, committed_db.cast.bob)
            assert soon(lambda: states() == {"delivered"})
    assert len(there.got) == 2
    assert len(set(there.ids())) == 1


def test_what_is_asked_for_again_during_a_try_is_sent_again(committed_db, private):
    """Wrong: the try that is under way writes over what somebody asked for meanwhile."""
    cast = committed_db.cast
    with receiver.running({"wait": 2}, {}) as there:
        factories.webhook(there.url, cast.bob)
        factories.published(cast.alice, cast.bob)
        with worker():
            assert there.wait_for(1)
            endpoints.redeliver([WebhookDelivery.objects.get().pk], by=cast.bob)
            assert there.wait_for(2)
            assert soon(lambda: states() == {"delivered"})
    assert len(set(there.ids())) == 1


def test_two_workers_send_each_message_once_and_in_order(committed_db, private):
    cast = committed_db.cast
    with receiver.running() as there:
        endpoint = factories.webhook(there.url, cast.bob)
        with worker(), worker():
            for _ in range(8):
                factories.published(cast.alice, cast.bob)
            endpoints.test(endpoint, by=cast.bob)
            assert soon(lambda: len(there.got) >= 9 and states() == {"delivered"})
    ids = WebhookDelivery.objects.order_by("pk").values_list("message_id", flat=True)
    assert there.ids() == list(ids)


def test_publishing_does_not_need_the_queue(committed_db, private):
    """Wrong: trouble with webhooks keeps a claim from being published."""
    cast = committed_db.cast
    with receiver.running() as there:
        factories.webhook(there.url, cast.bob)
        with _broken_queue():
            review = factories.published(cast.alice, cast.bob)
        assert review.state == "published"
        with worker():
            assert there.wait_for(1)


def test_night_clears_old_tries_and_dead_jobs_and_nothing_else(committed_db, private):
    cast, now = committed_db.cast, timezone.now()
    with receiver.running() as there:
        factories.webhook(there.url, cast.bob)
        factories.published(cast.alice, cast.bob)
        deliveries.make_all()
        row = WebhookDelivery.objects.get()
        row.tries.create(at=now - timedelta(days=91))
        young = row.tries.create(at=now - timedelta(days=89))
        failed, stalled, kept = _dead_jobs()
        _job("webhooks.clean", "todo")
        with worker():
            assert soon(lambda: not _jobs(failed, stalled)), _jobs(failed, stalled)
            assert there.wait_for(1)
    assert _jobs(kept) == [kept]
    assert row.tries.earliest("at") == young
    assert row.tries.count() == 2


def _dead_jobs():
    """One that failed long ago, one whose worker is no more, one that failed just now."""
    failed, stalled, kept = (_job("gone", state) for state in ("failed", "doing", "failed"))
    with connection.cursor() as cursor:
        for key, age in ((failed, "8 days"), (kept, "6 days")):
            cursor.execute(
                "INSERT INTO procrastinate_events (job_id, type, at)"
                " VALUES (%s, 'failed', now() - %s::interval)",
                [key, age],
            )
    return failed, stalled, kept


def _job(name, state):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('default', %s, %s) RETURNING id",
            [name, state],
        )
        return cursor.fetchone()[0]


def _jobs(*keys):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE id = ANY(%s)", [list(keys)])
        return [key for (key,) in cursor]


@contextmanager
def _broken_queue():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_jobs RENAME TO procrastinate_jobs_gone")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE procrastinate_jobs_gone RENAME TO procrastinate_jobs")


BESIDE = (
    "import os, pathlib, subprocess, sys, time\n"
    "from factcheck import worker\n"
    "with worker.beside():\n"
    "    pathlib.Path(sys.argv[1]).write_text('up')\n"
    "    time.sleep(60)\n"
)


@pytest.fixture
def parent(committed_db, tmp_path):
    """A process that has a worker beside it, as `make run` has."""
    up = tmp_path / "up"
    process = subprocess.Popen(
        [sys.executable, "-c", BESIDE, up],
        cwd=web.ROOT,
        env=os.environ | web.databases() | {"DJANGO_SETTINGS_MODULE": "factcheck.settings"},
    )
    try:
        assert soon(up.exists)
        assert soon(lambda: _children(process.pid))
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_worker_leaves_with_who_started_it(parent, number):
    (child,) = _children(parent.pid)
    time.sleep(1)
    parent.send_signal(number)
    parent.wait()
    assert soon(lambda: not os.path.exists(f"/proc/{child}"), 5)


def test_worker_that_was_killed_is_started_again(parent):
    (child,) = _children(parent.pid)
    os.kill(child, signal.SIGKILL)
    assert soon(lambda: _children(parent.pid) not in ([], [child]))


def _children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(word) for word in (task / "children").read_text().split()]
    return found
