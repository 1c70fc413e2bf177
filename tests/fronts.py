"""The front and Django side by side, asked the same as WSGI applications in this process."""

import io
import re
from urllib.parse import quote, unquote_to_bytes

from django.core.wsgi import get_wsgi_application

from claims.api import hot
from claims.serving.front import front


def environ(address, method="GET", **more):
    """Return what a server makes of a request; `more` are variables of it, None takes one away."""
    path, _, query = address.partition("?")
    variables = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(quote(path, safe="/%")).decode("latin-1"),
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **more,
    }
    return {name: value for name, value in variables.items() if value is not None}


def ask(application, *args, **more):
    """Return status, headers and body; of headers what lasts."""
    told = []
    body = application(environ(*args, **more), lambda *said: told.append(said))
    whole = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    status, headers = told[-1]
    if status.startswith("429"):
        whole = re.sub(rb"in \d+ seconds", b"in some seconds", whole)
    return status, [(name, _lasting(name, value)) for name, value in headers], whole


def _lasting(name, value):
    """Return a header without what differs each time: seconds that are left, and random tokens."""
    if name in ("Set-Cookie", "Retry-After"):
        return "differs"
    return re.sub(r";t=\d+", "", value)


class Counted:
    """Django, with the number of requests that came to it."""

    def __init__(self):
        self.django = get_wsgi_application()
        self.requests = 0

    def __call__(self, environ, start):
        self.requests += 1
        return self.django(environ, start)


class Pair:
    """Django alone, and a front before another Django: `same` asks both."""

    def __init__(self):
        self.alone = Counted()
        self.behind = Counted()
        self.front = front.Front(self.behind, hot.READERS)

    def same(self, address, method="GET", *, times=2, **more):
        """Ask both so often, hold their answers together, and return the last."""
        for _ in range(times):
            status, headers, body = ask(self.alone, address, method, **more)
            found = ask(self.front, address, method, **more)
            # A server sends no body for HEAD, whatever a view has made.
            assert found[:2] == (status, headers), (address, method, more)
            assert found[2] == body or (method == "HEAD" and found[2] == b"")
        return found

    def answered_by_front(self):
        """Return how many requests never came to Django, since this was asked last."""
        found = self.alone.requests - self.behind.requests
        self.behind.requests = self.alone.requests
        return found

    def close(self):
        self.front.close()
