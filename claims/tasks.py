"""What the worker does (procrastinate): it sends webhooks, fills matching, and compares claims."""

from math import ceil

import pghistory
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.builtin_tasks import remove_old_jobs
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from claims.desk.hooks import deliveries, health, queue
from claims.desk.hooks.deliveries import Outcome
from claims.desk.rivals import queue as rivals
from claims.record import filling

PASS = 50
"""How many messages go to one endpoint before others have their turn."""
MINUTE = 60
FILL = "matching.fill"
BATCHES = 50
"""How many batches of claims one job of a minute fills, at the most."""
CLAIMS_AT_ONCE = 1000
"""How many claims a job compares before others have their turn."""
LOOK = "rivals.look"
JOBS_KEPT_HOURS = 7 * 24
"""How long a job that failed can be looked at."""


# By the clock too: a call that was lost, or a worker that was killed, delays nothing for long.
@app.periodic(cron="* * * * *")
@app.task(name=queue.SWEEP, queueing_lock=queue.SWEEP)
def sweep(timestamp: int = 0) -> None:  # noqa: ARG001  the clock says which minute it is
    """Make the deliveries that are owed, and have those that are due sent."""
    with pghistory.context(command="webhooks"):
        deliveries.make_all()
        health.give_up_late()
    for endpoint_id in deliveries.due_endpoints():
        queue.send_soon(endpoint_id)


@app.task(name=queue.SEND)
def send(endpoint_id: int) -> None:
    """Send what is due to one endpoint, the oldest first, until something goes wrong."""
    for _ in range(PASS):
        with pghistory.context(command="webhooks"):
            outcome = deliveries.send_next(endpoint_id)
        if outcome != Outcome.SENT:
            break
    _go_on(endpoint_id)


def _go_on(endpoint_id: int) -> None:
    """Come again when more is due soon; if a worker is at it, when it must be done or dead.

    One that is not dead looks after each try for what is due, and so finds what we came for.
    """
    seconds = deliveries.seconds_to_next(endpoint_id)
    if seconds is not None and seconds < MINUTE:
        queue.send_in(max(1, ceil(seconds)), endpoint_id)


# No lock of the queue: a worker that is killed would hold it until the night.
@app.periodic(cron="* * * * *")
@app.task(name=FILL, queueing_lock=FILL)
def fill_matching(timestamp: int = 0) -> None:  # noqa: ARG001  the clock says which minute it is
    """Make stems and vectors for claims that are new or changed; of many, the rest comes next."""
    filling.fill_all(most=BATCHES)


@app.task(name=filling.FILL_PUBLISHED, queueing_lock=filling.FILL_PUBLISHED)
def fill_published() -> None:
    """Make them for what was published just now. Of very much, the rest comes with the minute."""
    filling.fill_room(filling.PUBLISHED, BATCHES)


@app.periodic(cron="* * * * *")
@app.task(name=LOOK, queueing_lock=LOOK)
def look_for_comparisons(timestamp: int = 0) -> None:  # noqa: ARG001
    """Each minute: see whether claims wait to be compared, however they came in."""
    rivals.call_worker()


@app.task(name=rivals.COMPARE)
def compare() -> None:
    """Compare claims that wait, until none does or it is the turn of others."""
    done = 0
    while taken := rivals.work():
        done += taken
        if done >= CLAIMS_AT_ONCE:
            rivals.call_worker()
            break


@app.periodic(cron="17 3 * * *")
@app.task(name=queue.CLEAN, queueing_lock=queue.CLEAN, pass_context=True)
async def clean(context: JobContext, timestamp: int = 0) -> None:  # noqa: ARG001
    """Each night: forget old tries, and the jobs that failed or that a killed worker had."""
    await sync_to_async(_forget_old_tries, thread_sensitive=False)()
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        # What it was to do is long done: the sweep finds by itself what is owed.
        await manager.finish_job(job, Status.FAILED, delete_job=True)
    await remove_old_jobs(
        context,
        max_hours=JOBS_KEPT_HOURS,
        remove_failed=True,
        remove_cancelled=True,
        remove_aborted=True,
    )


def _forget_old_tries() -> None:
    close_old_connections()  # as procrastinate does around tasks that are not async
    deliveries.forget_old_tries()
