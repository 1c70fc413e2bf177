"""What pages with a list have in common: where to go on reading, and addresses not understood."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.record import paging


def cursor(request: HttpRequest) -> paging.Cursor | None:
    """Return where the page begins; raises BadValue for what is no cursor."""
    text = request.GET.get("cursor", "")
    return paging.read_cursor(text) if text else None


def neighbours(
    request: HttpRequest, found: paging.Page, asked: dict[str, str]
) -> dict[str, str | None]:
    return {
        "newer": _page_url(request, found.previous, asked),
        "older": _page_url(request, found.next, asked),
    }


def unreadable(request: HttpRequest, what: str) -> HttpResponse:
    return render(request, "public/unreadable.html", {"what": what}, status=400)


def with_query(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _page_url(
    request: HttpRequest, position: paging.Cursor | None, asked: dict[str, str]
) -> str | None:
    return with_query(request.path, {**asked, "cursor": str(position)}) if position else None
