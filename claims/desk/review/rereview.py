"""Re-review: what puts published claims into the queue, and how they leave it.

The queue is filled by triggers (claims/sql/rereview_v1.sql to v3), in the transaction of the cause;
a correction that is begun and a retraction answer it there too, whoever takes the step.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import exceptions
from claims.desk import signing
from claims.desk.review import workflow
from claims.models import (
    OPEN_STATES,
    Article,
    Claim,
    Rereview,
    Review,
    ReviewState,
    Source,
)
from claims.models.rereviews import RereviewQuerySet

Outcome = Rereview.Outcome


# Causes.


def distrust(source: Source, *, by: User, reason: str) -> Source:
    """Mark a source as unreliable: published claims that stand on it are looked at again."""
    with _signed(by, "mark_source"):
        row = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        if row.unreliable_at is not None:
            raise exceptions.WrongState(f"{row.unreliable_by} has marked this source already.")
        row.unreliable_reason = _said(reason, "Say why this source is unreliable.")
        row.unreliable_by, row.unreliable_at = by, timezone.now()
        row.save(update_fields=["unreliable_reason", "unreliable_by", "unreliable_at"])
    return row


def trust(source: Source, *, by: User) -> Source:
    """Take the mark off again. What it put into the queue stays there until it is answered."""
    with _signed(by, "mark_source"):
        row = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        if row.unreliable_at is None:
            raise exceptions.WrongState("This source is not marked: reload the page.")
        row.unreliable_reason, row.unreliable_by, row.unreliable_at = "", None, None
        row.save(update_fields=["unreliable_reason", "unreliable_by", "unreliable_at"])
    return row


def article_changed(article: Article, *, by: User, note: str) -> Article:
    """Note that its publisher changed an article, where the desk does not keep its text."""
    with _signed(by, "mark_article"):
        row = Article.objects.select_for_update(no_key=True).defer("text").get(pk=article.pk)
        row.changed_note = _said(note, "Say what was changed in this article.")
        row.changed_at = timezone.now()
        row.save(update_fields=["changed_note", "changed_at"])
    return row


# Answers.


def still_right(row: Rereview, *, by: User, comment: str) -> Rereview:
    """Say that the published verdict holds all the same, and why."""
    with _answering(row, by, "answer_rereview") as locked:
        locked.comment = _said(comment, "Say why what is published is still right.")
        locked.outcome, locked.done_by, locked.done_at = Outcome.STILL_RIGHT, by, timezone.now()
        locked.save(update_fields=["comment", "outcome", "done_by", "done_at"])
    return _refreshed(row)


def correct(row: Rereview, *, by: User, comment: str) -> Review:
    """Begin a correction, or say that the one that is open takes this up. Returns its review."""
    with _answering(row, by, "correct_review") as locked:
        said = _said(comment, "Say what must be corrected.")
        opened = _reviews(locked).filter(state__in=OPEN_STATES).first()
        if opened is None:
            return workflow.correct(_published(locked), by=by, comment=said)
        locked.comment, locked.outcome = said, Outcome.CORRECTION
        locked.done_by, locked.done_at = by, timezone.now()
        locked.save(update_fields=["comment", "outcome", "done_by", "done_at"])
    return opened


def retract(row: Rereview, *, by: User, comment: str) -> Review:
    """Withdraw the published verdict; all that its claim waits for is answered by that."""
    with _answering(row, by, "retract_review") as locked:
        return workflow.retract(_published(locked), by=by, comment=comment)


def waiting_for(claim: Claim) -> RereviewQuerySet:
    """Return why `claim` waits to be looked at again, the oldest reason first."""
    rows: RereviewQuerySet = Rereview.objects.open()
    return rows.told().filter(claim=claim)


@contextmanager
def _answering(row: Rereview, by: User, codename: str) -> Iterator[Rereview]:
    with _signed(by, codename):
        # The claim first, as in every step of a review: then nobody waits in a circle.
        Claim.objects.select_for_update(no_key=True).get(pk=row.claim_id)
        locked: Rereview = Rereview.objects.select_for_update().get(pk=row.pk)
        if locked.done_at is not None:
            raise exceptions.WrongState(
                f"{locked.done_by} has answered this already: {locked.get_outcome_display()}."
            )
        yield locked


@contextmanager
def _signed(by: User, codename: str) -> Iterator[None]:
    if not (by.is_active and by.has_perm(f"claims.{codename}")):
        raise exceptions.NotPermitted
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        yield


def _reviews(row: Rereview) -> QuerySet[Review]:
    return Review.objects.filter(claim=row.claim_id)


def _published(row: Rereview) -> Review:
    review = _reviews(row).filter(state=ReviewState.PUBLISHED).first()
    if review is None:
        raise exceptions.WrongState("Nothing of this claim is published any more.")
    return review


def _said(text: str, remedy: str) -> str:
    if not text.strip():
        raise exceptions.CommentNeeded(remedy)
    return text.strip()


def _refreshed(row: Rereview) -> Rereview:
    row.refresh_from_db()
    return row
