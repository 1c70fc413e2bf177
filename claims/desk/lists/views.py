"""Saving the view of a list under a name, for oneself or for the desk."""

from django.contrib.auth.models import User
from django.http import QueryDict

from claims import exceptions
from claims.models import SavedView

MOST = 50
"""Views of one person for one list: more would hide the list."""
NOT_KEPT = ("p", "e", "all", "_popup", "_to_field", "_changelist_filters")
"""What belongs to a moment and not to a view: the page, an error, a window to choose from."""


def kept(query: str) -> str:
    """Return `query` with what a view keeps, in one spelling: two equal views are equal text."""
    asked = QueryDict(query, mutable=True)
    for name in NOT_KEPT:
        asked.pop(name, None)
    pairs = sorted((name, value) for name, values in asked.lists() for value in values if value)
    clean = QueryDict(mutable=True)
    for name, value in pairs:
        clean.appendlist(name, value)
    return clean.urlencode()


def save(*, by: User, table: str, name: str, query: str, shared: bool = False) -> SavedView:
    """Save a view; one's own of that name is replaced."""
    name, query = " ".join(name.split()), kept(query)
    if not name:
        raise exceptions.BadValue("Give the view a name.")
    for value, what, most in ((name, "name", 60), (query, "view", 1000)):
        if len(value) > most:
            raise exceptions.BadValue(
                f"This {what} is too long: {len(value)} characters, of {most} at most."
            )
    mine = SavedView.objects.filter(owner=by, table=table)
    if mine.exclude(name=name).count() >= MOST:
        raise exceptions.BadValue(f"You have {MOST} views of this list: delete one first.")
    fields = {"query": query, "shared": shared}
    return mine.update_or_create(owner=by, table=table, name=name, defaults=fields)[0]


def delete(view: SavedView, *, by: User) -> None:
    if view.owner_id != by.pk:
        raise exceptions.NotPermitted(f"“{view}” is {view.owner}’s: only they delete it.")
    view.delete()
