"""The review: every step of it, for the admin, the commands and whoever else asks.

Each step is one transaction: the review's row is locked, then who asks, from where, and the
standards are checked, then it moves and the step is written down. Refused, nothing has happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims import exceptions
from claims.desk.hooks import queue
from claims.desk.review import locking, opinions, standards
from claims.desk.review.states import BY_ACTION, MOVES, Move, Who
from claims.models import (
    EDITABLE_STATES,
    OPEN_STATES,
    Claim,
    Evidence,
    Review,
    ReviewState,
    Source,
    Transition,
)
from claims.record import direct, documents, publishing
from claims.record.material import Material

WRITTEN_FIELDS = (
    "rating",
    "title",
    "explanation",
    "as_of",
    "single_source_reason",
    "correction_note",
)
"""What its author writes; the rest of a review is moved by the steps below."""
ASSIGNABLE_STATES = (ReviewState.NEW, *EDITABLE_STATES)
IN_TURN = (ReviewState.PUBLISHED, ReviewState.RETRACTED)
"""What is reached one review at a time: these steps write into the record."""


# What one may do now.


def open_review(claim: Claim) -> Review:
    """Return the one open review of `claim`, else its newest."""
    reviews = claim.reviews.order_by("-version")
    review = reviews.filter(state__in=OPEN_STATES).first() or reviews.first()
    if review is None:
        raise exceptions.NotFound(f"Claim {claim.external_id} has no review.")
    return review


def moves_for(review: Review, user: User) -> list[Move]:
    """Return the steps that `user` may take with `review` now, standards aside."""
    return [move for move in MOVES if _refusal(review, move, user) is None]


def may_write(review: Review, user: User) -> bool:
    """Whether `user` may edit this review's verdict and evidence now."""
    return (
        review.state in EDITABLE_STATES
        and review.author_id == user.pk
        and user.has_perm("claims.write_review")
    )


# Steps.


def assign(review: Review, *, by: User, to: User) -> Review:
    """Give an open review to `to`, who must be able to write reviews."""
    with locking.locked(review, by) as row:
        _require_permission(by, "assign_review")
        if row.state not in ASSIGNABLE_STATES:
            raise _wrong_state(row, "assigned")
        if not _may(to, "write_review"):
            raise exceptions.BadValue(f"{to} cannot write reviews: choose a reviewer.")
        row.author = to
        _step(row, "assign", row.state, by, f"to {to.get_username()}")
        row.save(update_fields=["author", "moved_at"])
    return _refreshed(review)


def start(review: Review, *, by: User) -> Review:
    """Take a review that nobody has, and begin. Of two people who take it, one gets it."""
    with locking.locked(review, by) as row, _moving(row, "start", by):
        row.author = by
    return _following(review, row)


def write(review: Review, *, by: User, **fields: Any) -> Review:
    """Change the verdict and its text. `fields` are among WRITTEN_FIELDS."""
    unknown = set(fields) - set(WRITTEN_FIELDS)
    if unknown:
        raise exceptions.BadValue(f"A review's author does not write {sorted(unknown)}.")
    with locking.locked(review, by) as row:
        _require_writer(row, by)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))
    return _refreshed(review)


def attach(
    review: Review,
    source: Source,
    *,
    by: User,
    stance: str,
    quote: str = "",
    locator: str = "",
    note: str = "",
) -> Evidence:
    """Attach a source with its stance on the claim."""
    with locking.locked(review, by) as row:
        _require_writer(row, by)
        return Evidence.objects.create(
            review=row,
            source=source,
            stance=stance,
            quote=quote,
            locator=locator,
            note=note,
            added_by=by,
        )


def change_evidence(evidence: Evidence, *, by: User, **fields: Any) -> Evidence:
    """Change what a piece of evidence says; who changed it last counts as who added it."""
    with locking.locked(evidence.review, by) as row:
        _require_writer(row, by)
        for name, value in fields.items():
            setattr(evidence, name, value)
        evidence.added_by = by
        evidence.save(update_fields=[*fields, "added_by"])
    return evidence


def detach(evidence: Evidence, *, by: User) -> None:
    """Take a piece of evidence off its review; history remembers it."""
    with locking.locked(evidence.review, by) as row:
        _require_writer(row, by)
        evidence.delete()


def submit(review: Review, *, by: User) -> Review:
    """Hand a review to a second person. From here its content is fixed until it is returned."""
    with locking.locked(review, by) as row, _moving(row, "submit", by):
        opinions.ask_by_rule(row, by=by)
    return _following(review, row)


def return_(review: Review, *, by: User, comment: str) -> Review:
    """Send a review back to its author, saying what is missing."""
    with locking.locked(review, by) as row, _moving(row, "return", by, comment):
        row.reviewer = None
        row.approved_digest = ""
    return _following(review, row)


def approve(review: Review, *, by: User) -> Review:
    """Vouch for a review as the second person: for exactly the content that it has now."""
    with locking.locked(review, by) as row, _moving(row, "approve", by) as material:
        opinions.require(row)
        row.reviewer = by
        row.approved_digest = documents.content_digest(documents.content(row, material))
    return _following(review, row)


def publish(review: Review, *, by: User) -> Review:
    """Put an approved review into the public record; it supersedes the version before it."""
    with locking.locked(review, by) as row:
        with _moving(row, "publish", by) as material:
            # It leaves first: the database allows one published review of a claim.
            _supersede(row, by)
        publishing.publish(row, material, note=row.correction_note)
        _after_publishing()
    return _following(review, row)


def _after_publishing() -> None:
    """After the commit: first our own processes hear of it, then everybody else."""
    transaction.on_commit(direct.announce, robust=True)
    queue.wake()


def correct(review: Review, *, by: User, comment: str, to: User | None = None) -> Review:
    """Open a new version of a published or retracted review, as a copy, for its author (or `to`).

    Returns the new review. What is public of the old one stays so until the new one is. An author
    who writes no more is followed by who opens the correction.
    """
    with locking.locked(review, by) as row:
        move = BY_ACTION["correct"]
        _check(row, move, by, comment)
        if Review.objects.filter(claim=row.claim, state__in=move.sources).latest("version") != row:
            raise exceptions.WrongState("A newer version was published since: correct that one.")
        author = to or row.author
        new = Review.objects.create(
            claim=row.claim,
            version=_next_version(row),
            state=ReviewState.IN_REVIEW,
            author=author if author and _may(author, "write_review") else by,
            **{name: getattr(row, name) for name in WRITTEN_FIELDS if name != "correction_note"},
        )
        for evidence in row.evidence.order_by("pk"):
            evidence.pk = None
            evidence.review = new
            evidence._state.adding = True
            evidence.save(force_insert=True)
        _step(row, "correct", row.state, by, comment)
        _step(new, "correct", ReviewState.IN_REVIEW, by, comment)
    return new


def retract(review: Review, *, by: User, comment: str) -> Review:
    """Withdraw what was published. Readers find a tombstone with `comment` as the reason."""
    with locking.locked(review, by) as row:
        with _moving(row, "retract", by, comment):
            pass
        publishing.retract(row, note=comment.strip())
        _after_publishing()
    return _following(review, row)


def decline(review: Review, *, by: User, comment: str) -> Review:
    """Decide not to check a claim, and say why."""
    with locking.locked(review, by) as row, _moving(row, "decline", by, comment):
        pass
    return _following(review, row)


def reopen(review: Review, *, by: User, comment: str) -> Review:
    """Put a declined review back into the queue, without an author."""
    with locking.locked(review, by) as row, _moving(row, "reopen", by, comment):
        row.author = None
    return _following(review, row)


STEPS: dict[str, Any] = {
    "start": start,
    "submit": submit,
    "return": return_,
    "approve": approve,
    "publish": publish,
    "correct": correct,
    "retract": retract,
    "decline": decline,
    "reopen": reopen,
}


def take_step(review: Review, action: str, *, by: User, comment: str = "") -> Review:
    """Take the step that the table of states calls `action`."""
    if action not in STEPS:
        raise exceptions.NotFound(f"There is no step {action!r}: use one of {sorted(STEPS)}.")
    options = {"comment": comment} if BY_ACTION[action].comment else {}
    result: Review = STEPS[action](review, by=by, **options)
    return result


# How a step is taken.


@contextmanager
def _moving(row: Review, action: str, by: User, comment: str = "") -> Iterator[Material]:
    """Check that `by` may take this step, let the caller change the row, then move and save it.

    `row` is locked. Gives what the standards were held against.
    """
    move, material = BY_ACTION[action], Material(row)
    if move.target in IN_TURN:
        # Before the standards: what a source or an article loses after they were checked finds
        # this claim published, and puts it into the queue. And before the step: a retraction
        # answers re-reviews, which whoever queues claims waits for with this lock in hand.
        publishing.take_turn()
        locking.look_again(row)
    _check(row, move, by, comment)
    if move.gated:
        standards.require(row, material)
    yield material
    row.state, before = move.target or row.state, row.state
    _step(row, action, before, by, comment)
    row.save(update_fields=["state", "author", "reviewer", "approved_digest", "moved_at"])


def _check(review: Review, move: Move, by: User, comment: str) -> None:
    refusal = _refusal(review, move, by)
    if refusal:
        raise refusal
    if move.comment and not comment.strip():
        raise exceptions.CommentNeeded(f"“{move.label}” needs a comment: say why.")


def _refusal(review: Review, move: Move, user: User) -> exceptions.DeskError | None:
    """Say why `user` may not take this step now, or None."""
    if not _may(user, move.permission):
        return exceptions.NotPermitted(
            f"{user} may not “{move.label}”: ask an editor for the role that it needs."
        )
    if review.state not in move.sources:
        return _wrong_state(review, f"moved by “{move.label}”")
    if move.who == Who.OTHER and review.author_id == user.pk:
        return exceptions.SamePerson(
            f"You wrote this review, so somebody else must “{move.label}” it."
        )
    if move.who == Who.AUTHOR and review.author_id != user.pk:
        return exceptions.NotPermitted(f"Only {review.author}, who writes it, may do this.")
    if move.who == Who.UNTAKEN and review.author_id not in (None, user.pk):
        return exceptions.AlreadyTaken(
            f"{review.author} has this review: ask them, or have an editor assign it to you."
        )
    return None


def _wrong_state(review: Review, what: str) -> exceptions.DeskError:
    kind = (
        exceptions.AlreadyTaken if review.state == ReviewState.IN_REVIEW else exceptions.WrongState
    )
    holder = f" by {review.author}" if review.author else ""
    return kind(
        f"This review is {review.get_state_display().lower()}{holder}, so it cannot be {what} now."
        " Reload the page to see where it stands."
    )


def _may(user: User, codename: str) -> bool:
    return user.is_active and user.has_perm(f"claims.{codename}")


def _require_permission(user: User, codename: str) -> None:
    if not _may(user, codename):
        raise exceptions.NotPermitted


def _require_writer(review: Review, by: User) -> None:
    _require_permission(by, "write_review")
    if review.state not in EDITABLE_STATES:
        raise _wrong_state(review, "edited")
    if review.author_id != by.pk:
        holder = review.author or "nobody yet"
        raise exceptions.NotPermitted(
            f"Only its author writes a review; that is {holder}. Take it first."
        )


def _step(review: Review, action: str, before: str, by: User, comment: str) -> None:
    review.moved_at = timezone.now()
    Transition.objects.create(
        review=review,
        action=action,
        from_state=before,
        to_state=review.state,
        actor=by,
        comment=comment.strip(),
    )


def _supersede(review: Review, by: User) -> None:
    if review.version == 1:
        return
    for old in Review.objects.select_for_update().filter(
        claim=review.claim, state=ReviewState.PUBLISHED
    ):
        old.state = ReviewState.SUPERSEDED
        _step(old, "supersede", ReviewState.PUBLISHED, by, f"by version {review.version}")
        old.save(update_fields=["state", "moved_at"])


def _next_version(review: Review) -> int:
    newest = Review.objects.filter(claim=review.claim).latest("version")
    return newest.version + 1


def _refreshed(review: Review) -> Review:
    """Bring the caller's object up to date with what was written."""
    review.refresh_from_db()
    return review


def _following(review: Review, row: Review) -> Review:
    """Bring the caller's object up to where the step moved `row`.

    No query: it was read under its lock, and nobody else has changed it since.
    """
    for field in Review._meta.concrete_fields:
        # A person or a rating that was read before is kept where it is still the same.
        setattr(review, field.attname, getattr(row, field.attname))
    review._state.fields_cache.update(row._state.fields_cache)
    vars(review).pop("_prefetched_objects_cache", None)
    return review
