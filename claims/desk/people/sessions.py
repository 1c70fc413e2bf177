"""Sessions of one person: ending all others, wherever they are."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_others(user: User, *, but: str | None) -> int:
    """Log `user` out everywhere except in the session `but`; return how many ended.

    Sessions do not name their person outside of what they hold, so all that live are read: a desk
    has as many as people, not as readers.
    """
    alive = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but or "")
    keys = [
        session.session_key
        for session in alive.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)
