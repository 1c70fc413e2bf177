"""Comments on a review: said once, never edited, seen by staff alone; @names are called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import exceptions
from claims.desk import signing
from claims.models import CommentMention, Review, ReviewComment

MAX_BODY = 5_000
"""Characters: what is longer belongs into the explanation, or into a note on evidence."""
MOST_NAMES = 20
"""How many people one comment calls at the most: the names after them stay text."""
NAME = re.compile(r"(?<![\w@.+-])@([\w.@+-]+)")
"""What Django allows in a user name; an address of e-mail calls nobody."""
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Piece:
    """A piece of a comment: text, or somebody who is called by it."""

    text: str
    user: User | None = None


def may_comment(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm("claims.view_review")


def add(review: Review, *, by: User, body: str) -> ReviewComment:
    """Say something about a review. Who is called by `@name` finds it on their front page."""
    if not may_comment(by):
        raise exceptions.NotPermitted(f"{by} may not comment here: ask for a role at this desk.")
    text = body.strip()
    if not text:
        raise exceptions.BadValue("An empty comment says nothing: write it first.")
    if len(text) > MAX_BODY:
        raise exceptions.BadValue(
            f"This comment is too long: {len(text):,} characters, of {MAX_BODY:,} at most."
        )
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        comment = ReviewComment.objects.create(review=review, author=by, body=text)
        CommentMention.objects.bulk_create(
            CommentMention(comment=comment, user=user) for user in _called(text) if user != by
        )
    return comment


def thread(review: Review) -> QuerySet[ReviewComment]:
    """Return what was said about all versions of a claim's review, in the order of saying."""
    rows = ReviewComment.objects.filter(review__claim=review.claim_id)
    return rows.select_related("author", "review").prefetch_related("mentions__user")


def pieces(comment: ReviewComment) -> list[Piece]:
    """Return a comment as text and the people whom it called when it was said."""
    people = {mention.user.get_username(): mention.user for mention in comment.mentions.all()}
    return list(_pieces(comment.body, people))


def seen(review: Review, *, by: User) -> int:
    """Note that `by` has opened the thread. Returns how many mentions of them were waiting."""
    waiting = CommentMention.objects.waiting_for(by).filter(comment__review__claim=review.claim_id)
    return waiting.update(seen_at=timezone.now())


def _pieces(body: str, people: dict[str, User]) -> Iterator[Piece]:
    end = 0
    for match in NAME.finditer(body):
        name = next((name for name in _readings(match[1]) if name in people), None)
        if name is not None:
            yield Piece(body[end : match.start()])
            end = match.start() + 1 + len(name)
            yield Piece(body[match.start() : end], people[name])
    yield Piece(body[end:])


def _called(body: str) -> list[User]:
    """Return the staff whom a text calls by name; an unknown name calls nobody."""
    matches = [match[1] for match in NAME.finditer(body)][:MOST_NAMES]
    names = [name for match in matches for name in _readings(match)]
    if not names:
        return []
    readers = User.objects.with_perm("claims.view_review", backend=MODEL_BACKEND)
    known = {
        user.get_username(): user for user in readers.filter(username__in=names, is_staff=True)
    }
    read = (next((known[n] for n in _readings(match) if n in known), None) for match in matches)
    return list(dict.fromkeys(user for user in read if user is not None))


def _readings(name: str) -> list[str]:
    """Return `bob.` and `bob`: a full stop may end the name, or the sentence."""
    short = name.rstrip(".@+-")
    return [name] if short == name else [name, short]
