"""Two tabs, one review: what is typed on a page that does not show what is stored any more.

The page carries a token of the content that it was opened with. With another one nothing is
saved: what was typed is merged into a form of what is stored now (claims.admin.merging).
"""

from django.utils import timezone

from claims import exceptions
from claims.admin import history, versions
from claims.models import Review

FIELD = "seen"


class ChangedMeanwhile(exceptions.WrongState):
    """Somebody saved this review since its page was opened."""


class Undecided(exceptions.WrongState):
    """Choose for each field that both of you changed which text stays; nothing is saved yet."""


def token(review: Review) -> str:
    """Return what stands for the content of `review` as it was read, and its evidence now."""
    return versions.stored(review).token()


def require_seen(review: Review, seen: str) -> None:
    """Raise ChangedMeanwhile if what was seen is not what is stored."""
    if seen != token(review):
        raise ChangedMeanwhile(
            f"This review changed since you opened it{_who(review)}:"
            " your text is kept below; compare and save again."
        )


def _who(review: Review) -> str:
    """Return who changed the content last, and when; steps change none of it."""
    entries = history.of_review(review)
    last = next((entry for entry in entries if entry.what not in history.DONE.values()), None)
    if last is None:
        return ""
    return f" (by {last.who}, at {timezone.localtime(last.at):%Y-%m-%d %H:%M})"
