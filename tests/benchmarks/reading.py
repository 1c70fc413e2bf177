"""`make bench`: how fast the API answers, against a stock DRF view in the same run.

Both are called as WSGI applications in this process, over the same claims in the same PostgreSQL,
turn by turn. The figures are requests per second of one process; the ratio is what carries over to
another machine. Writes docs/benchmarks.md.
"""

import io
import os
import statistics
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  needs the set-up above
from django.db import connections  # noqa: E402
from django.test.utils import override_settings, setup_databases, teardown_databases  # noqa: E402

from claims.models import Claim  # noqa: E402
from tests import factories  # noqa: E402

ROUNDS = 7
SECONDS = 0.5
DOC = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def fill(size):
    """Publish `size` claims, each through the workflow."""
    cast = factories.cast()
    for _ in range(size):
        factories.published(cast.alice, cast.bob)


def keep_connections():
    """As in production; the tests' settings end each connection with its request."""
    for connection in connections.all():
        connection.close()
        connection.settings_dict["CONN_MAX_AGE"] = None


def questions():
    public_id = Claim.objects.order_by("pk").first().public_id
    return {
        "one claim": (f"/api/v1/claims/{public_id}/", f"/peer/{public_id}/", ""),
        "page of 50": ("/api/v1/claims/", "/peer/", "page_size=50"),
        "search for 10": ("/api/v1/claims/", "/peer/", "{q}=measure&page_size=10"),
    }


def ask(application, path, query):
    """Answer one GET request; an answer other than 200 ends the run."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
    }  # fmt: skip
    statuses = []
    body = application(environ, lambda status, _headers: statuses.append(status))
    b"".join(body)
    body.close()
    assert statuses == ["200 OK"], (path, query, statuses)


def rate(application, path, query):
    """Return requests per second over SECONDS."""
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        ask(application, path, query)
        done += 1
    return done / (time.perf_counter() - start)


def measure(application):
    """Return, by question, the rates of ours and of the peer's, round by round."""
    figures = {}
    for name, (ours, peer, query) in questions().items():
        turns = [(ours, query.format(q="q")), (peer, query.format(q="search"))]
        rates = [[rate(application, *turn) for turn in turns] for _ in range(ROUNDS)]
        figures[name] = [list(column) for column in zip(*rates, strict=True)]
    return figures


def table(figures):
    lines = ["| | API, requests/s | stock DRF view | ratio |", "| --- | --- | --- | --- |"]
    for name, columns in figures.items():
        cells = [f"{statistics.median(c):,.0f} ({min(c):,.0f}–{max(c):,.0f})" for c in columns]
        ratio = statistics.median(columns[0]) / statistics.median(columns[1])
        lines.append(f"| {name} | {cells[0]} | {cells[1]} | {ratio:.1f} × |")
    return "\n".join(lines)


def main():
    size = int(os.environ.get("SIZE", "500"))
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "record"})
    try:
        fill(size)
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE")
        keep_connections()
        with override_settings(ROOT_URLCONF="tests.benchmarks.peer"):
            result = table(measure(get_wsgi_application()))
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
    note = (
        f"# Benchmarks\n\n`make bench SIZE={size}` on {os.cpu_count()} cores, {size:,} published"
        f" claims, PostgreSQL on the same machine, one process. Median of {ROUNDS} rounds (lowest–"
        "highest); the peer takes its turns in the same run.\n\n"
    )
    # The desk's figures stand behind these, between marks of their own.
    before = DOC.read_text(encoding="utf-8") if DOC.exists() else ""
    _ours, mark, others = before.partition("\n<!-- desk: generated -->")
    DOC.write_text(f"{note}{result}\n{mark}{others}", encoding="utf-8")
    print(result)


if __name__ == "__main__":
    main()
