"""Which claims come first and what they are about: priority and topics."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from claims import exceptions
from claims.desk import signing
from claims.models import Claim

FIRST, LAST = 1, 5
MAX_TOPIC = 50


def prioritise(claim: Claim, *, by: User, priority: int) -> None:
    """Say when a claim is checked: 1 first, 5 last."""
    if not FIRST <= priority <= LAST:
        raise exceptions.BadValue(
            f"{priority} is no priority: use a number from {FIRST} (first) to {LAST} (last)."
        )
    with _changing(claim, by) as row:
        if row.priority != priority:
            row.priority = priority
            row.save(update_fields=["priority"])


def tag(claim: Claim, *, by: User, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
    """Give a claim topics, take others away; what it has already, or lacks already, stays so."""
    added, gone = [topic(word) for word in add], set(remove)
    with _changing(claim, by) as row:
        kept = [word for word in row.topics if word not in gone]
        topics = kept + [word for word in added if word not in kept]
        if topics != row.topics:
            row.topics = topics
            row.save(update_fields=["topics"])


def topic(word: str) -> str:
    """Return `word` if it can be a topic: letters, digits, hyphens and underscores."""
    try:
        validate_slug(word)
    except ValidationError as error:
        raise exceptions.BadValue(
            f"“{word}” is no topic: use letters, digits, hyphens and underscores,"
            " like foreign-policy."
        ) from error
    if len(word) > MAX_TOPIC:
        raise exceptions.BadValue(
            f"“{word}” is too long for a topic: use {MAX_TOPIC} characters at most."
        )
    return word


@contextmanager
def _changing(claim: Claim, by: User) -> Iterator[Claim]:
    if not (by.is_active and by.has_perm("claims.change_claim")):
        raise exceptions.NotPermitted
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        yield Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
