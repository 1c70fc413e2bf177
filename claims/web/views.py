"""Pages for people, made of the record alone and without JavaScript."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims import exceptions
from claims.record import facets, published
from claims.serving import conditional
from claims.web import filters, listing, presenting

LONGEST_SEARCH = 1000
FRONT_SIZE = 20
LIST_SIZE = 50


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the newest reviewed claims, or those that a search and filters find."""
    texts = {name: _text(request, name) for name in ("q", *facets.NAMES)}
    asked = {name: text for name, text in texts.items() if text}
    if any(len(text) > LONGEST_SEARCH for text in asked.values()):
        return listing.unreadable(request, "This search is too long. Try a few words that matter.")
    try:
        cursor = listing.cursor(request)
    except exceptions.BadValue:
        return listing.unreadable(request, "The address of this page is damaged.")
    read = published.understood(asked)
    found = published.find(read, size=FRONT_SIZE, cursor=cursor)
    context = {
        "claims": _found_claims(found),
        "asked": asked,
        "reading": read.get("q"),
        "first_page": cursor is None,
        "api_url": listing.with_query(reverse("api:claims"), asked),
        **_filters(request, read, asked),
        **listing.neighbours(request, found.page, asked),
    }
    return render(request, "public/front.html", context)


def _found_claims(found: published.Found) -> list[dict[str, Any]]:
    shown = [presenting.claim(body) for body in found.page.rows]
    for row, hits in zip(shown, found.hits or (), strict=found.hits is not None):
        row["hits"] = presenting.highlighted(hits)
    return shown


def _filters(request: HttpRequest, read: dict[str, Any], asked: dict[str, str]) -> dict[str, Any]:
    counted = published.counted(None, read)
    legend = {row.key: presenting.parsed(bytes(row.body)) for row in published.ratings()}
    kept = {name: text for name, text in asked.items() if name != "q"}
    return {
        "filters": filters.shown(counted, asked, path=request.path, legend=legend),
        "total": filters.total(counted, asked),
        "about": counted["rating"].estimated,
        "kept": kept,
        "without_search": listing.with_query(request.path, kept),
    }


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """List what was corrected or retracted, and why."""
    try:
        cursor = listing.cursor(request)
    except exceptions.BadValue:
        return listing.unreadable(request, "The address of this page is damaged.")
    found = published.changes({}, size=LIST_SIZE, cursor=cursor)
    context = {
        "changes": [presenting.change(row) for row in found.rows],
        "api_url": reverse("api:corrections"),
        **listing.neighbours(request, found, {}),
    }
    return render(request, "public/corrections.html", context)


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """Explain the verdicts."""
    bodies = published.ratings().values_list("body", flat=True)
    context = {
        "ratings": [presenting.parsed(bytes(body)) for body in bodies],
        "api_url": reverse("api:ratings"),
    }
    return render(request, "public/ratings.html", context)


@conditional.of_code
@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers ask for this name when a page (an answer in JSON) names no icon."""
    return HttpResponseRedirect(static("public/icon.svg"))


def not_found(request: HttpRequest, **_: object) -> HttpResponse:
    return render(request, "public/not_found.html", status=404)


def too_many(request: HttpRequest, *, wait: int) -> HttpResponse:
    return render(request, "public/too_many.html", {"wait": wait}, status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "public/server_error.html", status=500)


def away(request: HttpRequest) -> HttpResponse:
    sent = request.method not in ("GET", "HEAD")
    return render(request, "public/away.html", {"sent": sent}, status=503)


def late(request: HttpRequest) -> HttpResponse:
    sent = request.method not in ("GET", "HEAD")
    return render(request, "public/away.html", {"sent": sent, "late": True}, status=503)


def _text(request: HttpRequest, name: str) -> str:
    """Return a parameter as people mean it; PostgreSQL's text holds no NUL."""
    return request.GET.get(name, "").replace("\0", " ").strip()
