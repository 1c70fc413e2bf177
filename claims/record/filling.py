"""Making stems and vectors for what triggers have noted, a batch at a time. Never while publishing.

No row is locked while vectors are made. What changes meanwhile is noted again, and so stays to be
done: a row is filled for the change that was seen, not for the newest. Of several who fill a room
one makes a batch at a time: all would make the same.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from pgvector import HalfVector
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from claims import locks
from claims.language import embeddings, stems
from claims.models import Claim, PublicationKind, PublishedClaim
from claims.record import similarity

BATCH = 64
FILL_PUBLISHED = "matching.fill_published"
FIRST = 10
"""The priority of a job that somebody waits for; others have 0."""

Parts = tuple[str, str]
"""The text of a claim, and the title of its review."""


@dataclass(frozen=True)
class Task:
    room: similarity.Room
    texts: Callable[[list[Any]], Mapping[Any, Parts]]


def _published(keys: list[Any]) -> Mapping[Any, Parts]:
    rows = PublishedClaim.objects.filter(claim_id__in=keys, ended_at=None)
    stored = rows.exclude(kind=PublicationKind.RETRACTION).values_list("claim_id", "body")
    read = {key: json.loads(bytes(body)) for key, body in stored}
    return {key: (body["text"], body.get("title", "")) for key, body in read.items()}


def _at_desk(keys: list[Any]) -> Mapping[Any, Parts]:
    rows = Claim.objects.filter(pk__in=keys).values_list("pk", "text")
    return {key: (text, "") for key, text in rows}


PUBLISHED = Task(similarity.RECORD, _published)
TASKS = (PUBLISHED, Task(similarity.DESK, _at_desk))


def wake() -> None:
    """After this transaction, have the worker fill what was published: within a second, if idle.

    What goes wrong here is logged and is no reason not to publish: the job of each minute finds it.
    """
    transaction.on_commit(_call_worker, robust=True)


def _call_worker() -> None:
    job = app.configure_task(FILL_PUBLISHED, priority=FIRST, queueing_lock=FILL_PUBLISHED)
    with suppress(AlreadyEnqueued):
        job.defer()


def pending(task: Task) -> Any:
    rows: Any = task.room.matches.objects.filter(filled__lt=F("asked"))  # type: ignore[attr-defined]
    return rows.order_by("pk")


@transaction.atomic
def fill(task: Task, *, most: int = BATCH) -> int:
    """Fill the next `most` rows of a room; what is public no more is taken out. Say how many."""
    with connection.cursor() as cursor:
        # Gone with the transaction, so that a worker that is killed keeps nobody waiting.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [locks.FILLING, TASKS.index(task)])
    seen = dict(pending(task).values_list("pk", "asked")[:most])
    if not seen:
        return 0
    texts = task.texts(list(seen))
    keys = list(texts)
    vectors = embeddings.of_claims([texts[key] for key in keys]) if keys else ()
    model: Any = task.room.matches
    made = [
        model(
            pk=key,
            stems=stems.of(" ".join(texts[key])),
            vector=HalfVector(vector),
            filled=seen[key],
        )
        for key, vector in zip(keys, vectors, strict=True)
    ]
    _store(task, made, gone=[(key, asked) for key, asked in seen.items() if key not in texts])
    return len(seen)


def fill_all(most: int) -> int:
    """Fill up to `most` batches of each room. Return how many rows were filled."""
    return sum(fill_room(task, most) for task in TASKS)


def fill_room(task: Task, most: int) -> int:
    """Fill up to `most` batches of one room. Return how many rows were filled."""
    total = 0
    for _ in range(most):
        done = fill(task)
        total += done
        if done < BATCH:
            break
    return total


def _store(task: Task, made: list[Any], *, gone: list[tuple[Any, int]]) -> None:
    rows: Any = task.room.matches.objects  # type: ignore[attr-defined]
    # What somebody changes just now stays to be done: waiting for them could be a deadlock, and
    # they might be the one to lose what they did.
    asked = rows.filter(pk__in=[row.pk for row in made]).select_for_update(skip_locked=True)
    free = set(asked.values_list("pk", flat=True))
    rows.bulk_create(
        [row for row in made if row.pk in free],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["stems", "vector", "filled"],
    )
    for key, asked in gone:
        rows.filter(pk=key, asked=asked).delete()
