"""Pages for people, made of the record alone and without JavaScript."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims import exceptions
from claims.models import PublicationKind, PublishedClaim
from claims.record import paging, published
from claims.serving import conditional
from claims.web import presenting

LONGEST_SEARCH = 1000
FRONT_SIZE = 20
LIST_SIZE = 50


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the newest reviewed claims, or those that a search finds."""
    asked = {name: _text(request, name) for name in ("q", "topic") if _text(request, name)}
    if any(len(text) > LONGEST_SEARCH for text in asked.values()):
        return _unreadable(request, "This search is too long. Try a few words that matter.")
    try:
        cursor = _cursor(request)
    except exceptions.BadValue:
        return _unreadable(request, "The address of this page is damaged.")
    rows = published.matching(published.claims(), asked)
    found = published.bodies(rows, size=FRONT_SIZE, cursor=cursor)
    context = {
        "claims": [presenting.claim(body) for body in found.rows],
        "asked": asked,
        "first_page": cursor is None,
        "api_url": _with_query(reverse("api:claims"), asked),
        **_neighbours(request, found, asked),
    }
    return render(request, "public/front.html", context)


@require_safe
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one claim: the verdict first, then why. What was retracted leaves a tombstone."""
    row = published.standing().filter(slug=slug).first()
    if row is None:
        return not_found(request)
    retracted = row.kind == PublicationKind.RETRACTION
    return render(
        request,
        "public/retracted.html" if retracted else "public/claim.html",
        _claim_context(row),
        status=410 if retracted else 200,
    )


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """List what was corrected or retracted, and why."""
    try:
        cursor = _cursor(request)
    except exceptions.BadValue:
        return _unreadable(request, "The address of this page is damaged.")
    found = published.changes({}, size=LIST_SIZE, cursor=cursor)
    context = {
        "changes": [presenting.change(row) for row in found.rows],
        "api_url": reverse("api:corrections"),
        **_neighbours(request, found, {}),
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


def _unreadable(request: HttpRequest, what: str) -> HttpResponse:
    return render(request, "public/unreadable.html", {"what": what}, status=400)


def _claim_context(row: PublishedClaim) -> dict[str, Any]:
    steps = published.steps(row.claim_id)
    history = [step | {"step": presenting.STEPS[step["kind"]]} for step in steps]
    retracted = row.kind == PublicationKind.RETRACTION
    review = None if retracted else published.claim_review(row, steps)
    return {
        "claim": presenting.claim(bytes(row.body)),
        "claim_review": review and presenting.data_block(review),
        "history": history[::-1],
        "public_url": settings.PUBLIC_URL,
        "api_url": reverse("api:claim", args=[row.claim_id]),
        "versions_url": reverse("api:versions", args=[row.claim_id]),
    }


def _text(request: HttpRequest, name: str) -> str:
    """Return a parameter as people mean it; PostgreSQL's text holds no NUL."""
    return request.GET.get(name, "").replace("\0", " ").strip()


def _cursor(request: HttpRequest) -> paging.Cursor | None:
    text = request.GET.get("cursor", "")
    return paging.read_cursor(text) if text else None


def _neighbours(
    request: HttpRequest, found: paging.Page, asked: dict[str, str]
) -> dict[str, str | None]:
    return {
        "newer": _page_url(request, found.previous, asked),
        "older": _page_url(request, found.next, asked),
    }


def _page_url(
    request: HttpRequest, cursor: paging.Cursor | None, asked: dict[str, str]
) -> str | None:
    return _with_query(request.path, {**asked, "cursor": str(cursor)}) if cursor else None


def _with_query(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
