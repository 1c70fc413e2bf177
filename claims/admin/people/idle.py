"""Sessions that end when nobody works: SESSION_IDLE_MINUTES after the last request."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponseBase

from claims.serving import middleware

SEEN = "desk_seen"
WRITTEN_EVERY = 60
"""Seconds: the session is not written at each request."""


def begin(request: HttpRequest, **_: Any) -> None:
    """Start the clock: called when somebody logs in."""
    request.session[SEEN] = int(time.time())


class Idle:
    """Logs out whoever was away for too long, before anything else looks at who it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = settings.SESSION_IDLE_MINUTES * 60
        if limit and not middleware.is_public(request) and auth.SESSION_KEY in request.session:
            away = int(time.time()) - request.session.get(SEEN, 0)
            if away > limit:
                auth.logout(request)
            elif away > min(WRITTEN_EVERY, limit / 2):
                begin(request)
        return self.get_response(request)
