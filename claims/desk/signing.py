"""Who acts: every change of the desk is signed in the history with the person who made it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.contrib.auth.models import User
from pghistory import runtime


@contextmanager
def acting(user: User) -> Iterator[None]:
    """Sign the changes made within as those of `user`, whoever or whatever called.

    A context of pghistory that is entered within another only adds to the outer one, so that a
    command which acts for several people would sign all of it with the last. Here the outer
    context is put aside, and comes back at the end.
    """
    outer = getattr(runtime._tracker, "value", None)
    if outer is None:
        with pghistory.context(user=user.pk):
            yield
        return
    signed = {**outer.metadata, "user": user.pk}
    runtime._tracker.value = runtime.Context(id=uuid.uuid4(), metadata=signed)
    try:
        yield
    finally:
        runtime._tracker.value = outer
