"""A WSGI application before Django: it answers hot reads of the public side, and leaves the rest.

A public answer is a function of its address, its form, the head of the record, the code and the
settings. What Django has answered is sent again to whoever asks the same, as long as the record has
not moved; and a reader who holds it is told so without a question to the database. Django stays
the contract: the tag of its answer says that it depends on nothing else, and its headers are taken
over as they came. The one header of each reader, how many requests are left, is counted here
by the limiter that Django counts with.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse

from claims.record import direct, published
from claims.serving import conditional, limiting, unavailable
from claims.serving.front import asking, heads, keeping

log = logging.getLogger(__name__)

Start = Callable[..., Any]
Environ = dict[str, Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

MB = 1024 * 1024
OK, UNCHANGED = "200 OK", "304 Not Modified"
Told = tuple[str, list[tuple[str, str]]]
"""What was said to `start_response`."""


class Found(NamedTuple):
    """A body, and where the record ended as it was read; None: that was not read with it."""

    sequence: int | None
    body: bytes


Read = Callable[[asking.Asked, direct.Connections], Found | None]


class Front:
    """Answers from memory, or by a reader, or lets `application` answer.

    `readers` make the bodies of some views, by name, in a shorter way; None for what they leave
    to the view.
    """

    def __init__(self, application: Application, readers: Mapping[str, Read] | None = None) -> None:
        self.application = application
        self.readers = readers or {}
        self.counts = limiting.limiter()
        self.reader = asking.Reader()
        self.connections = direct.Connections()
        self.heads = heads.Heads(self.connections)
        self.most = settings.CACHE_MB * MB
        self.kept = keeping.Kept(published.Head(-1, "", None), self.most)
        self.forms: dict[tuple[str, str, bool, str], keeping.Form] = {}
        # These change what Django answers in ways that the front does not look at.
        self.off = bool(
            settings.DEBUG
            or settings.FORCE_SCRIPT_NAME
            or settings.DISALLOWED_USER_AGENTS
            or settings.USE_X_FORWARDED_HOST
            or settings.USE_X_FORWARDED_PORT
            or settings.PREPEND_WWW
        )

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        environ[limiting.LIMITER] = self.counts
        read = None if self.off else self.reader.read(environ)
        if read is None:
            return self._leave(environ, start)
        head = self.heads.now()
        found = self._find(*read, head, environ) if head else None
        if found is None:
            return self._learn(*read, environ, start)
        return self._send(found, environ, start) or self._leave(environ, start)

    def close(self) -> None:
        """Let go of the database: for tests, which throw theirs away."""
        self.connections.close()

    def _find(
        self, asked: asking.Asked, route: asking.Route, head: published.Head, environ: Environ
    ) -> keeping.Answer | None:
        """Return what Django would answer as of `head`, if that is known."""
        kept = self._of(head)
        answer = kept.get(asked)
        held = environ.get("HTTP_IF_NONE_MATCH")
        if held is not None:
            etag = answer.etag if answer else _tag(asked, kept)
            if conditional.names(held, etag):
                form = self._form(asked, route, UNCHANGED)
                return _answer(form, etag=etag) if form else None
        return answer or self._make(asked, route, kept, environ)

    def _make(
        self, asked: asking.Asked, route: asking.Route, kept: keeping.Kept, environ: Environ
    ) -> keeping.Answer | None:
        """Make what the view would answer, if there is a reader and the view has shown its headers.

        The body must be of the very head that the tag names: else Django answers.
        """
        read, form = self.readers.get(route.name), self._form(asked, route, OK)
        if read is None or form is None:
            return None
        try:
            found = read(asked, self.connections)
        except Exception as error:
            # Django is asked the same, and says what is wrong in the shape that is due.
            if unavailable.is_late(error):
                environ[unavailable.LATE] = error
            elif not unavailable.is_away(error):
                log.exception("The short way to %s failed.", asked.path)
            return None
        if found is None or not self._is_of(kept.head, found):
            return None
        answer = _answer(form, etag=_tag(asked, kept), body=found.body)
        kept.put(asked, answer)
        return answer

    def _is_of(self, head: published.Head, found: Found) -> bool:
        if found.sequence is None:
            return self.heads.look() == head
        return found.sequence == head.sequence

    def _form(self, asked: asking.Asked, route: asking.Route, status: str) -> keeping.Form | None:
        return self.forms.get((route.pattern, route.form, asked.secure, status))

    def _send(
        self, answer: keeping.Answer, environ: Environ, start: Start
    ) -> Iterable[bytes] | None:
        """Send an answer; None if the reader has asked too much, which Django says better."""
        headers = answer.headers.copy()
        if answer.limit is not None:
            standing = self.counts.take(settings.RATE_LIMIT, limiting.whom(environ))
            if standing is None:
                return None
            headers[answer.limit] = ("RateLimit", standing)
        start(answer.status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def _leave(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Let Django answer, and note how far the record may have been when it did."""
        public = asking.may_show_the_record(environ.get("PATH_INFO", ""))
        response = self.application(environ, start)
        if public and not self.off:
            self.heads.look()
        return response

    def _learn(
        self, asked: asking.Asked, route: asking.Route, environ: Environ, start: Start
    ) -> Iterable[bytes]:
        """Let Django answer, and keep what follows from the record alone.

        The tag is made of the head before the body was read. If the head is the same afterwards, it
        is that of the body too.
        """
        told: list[Told] = []

        def listen(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            told.append((status, list(headers)))
            return start(status, headers, *rest)

        response = self.application(environ, listen)
        head = self.heads.look()
        # Not of HEAD: a view may know better than to make a body.
        whole = environ["REQUEST_METHOD"] == "GET" and isinstance(response, HttpResponse)
        if head and told and whole:
            body: bytes = getattr(response, "content", b"")
            self._keep(asked, route, head, told[-1], body)
        return response

    def _keep(
        self,
        asked: asking.Asked,
        route: asking.Route,
        head: published.Head,
        told: Told,
        body: bytes,
    ) -> None:
        form = keeping.Form(*told)
        said = {name.lower(): value for name, value in form.headers}
        public = said.get("cache-control", "").startswith("public") and "set-cookie" not in said
        kept = self._of(head)
        if not public or said.get("etag") != _tag(asked, kept):
            return
        if form.status in (OK, UNCHANGED):
            self.forms[route.pattern, route.form, asked.secure, form.status] = form
        if form.status == OK:
            kept.put(asked, _answer(form, etag=said["etag"], body=body))

    def _of(self, head: published.Head) -> keeping.Kept:
        kept = self.kept
        if kept.head is not head and kept.head != head:
            # Two threads may both begin anew: the one's answers are then kept a little later.
            kept = self.kept = keeping.Kept(head, self.most)
        return kept


def _answer(form: keeping.Form, *, etag: str, body: bytes = b"") -> keeping.Answer:
    headers = form.filled(etag=etag, length=len(body))
    return keeping.Answer(form.status, headers, body, etag, form.limit)


def _tag(asked: asking.Asked, kept: keeping.Kept) -> str:
    return kept.tags.of(asked.path, asked.query, form=asked.form)
