"""What is sent after a session has ended: kept for the one who typed it, and shown again.

A page on which one writes says in a signed field whose page it is. What comes from it without a
session, or with a token of the session before, is saved by nobody: it is kept under its owner and
its page, and shown to the same person alone (claims.desk.people.kept).
"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views import csrf

from claims import exceptions
from claims.admin import base, closed
from claims.desk.people import kept

FIELD = "owner"
SALT = "claims.admin.kept_forms"
PAGE_LASTS = timedelta(days=7)
"""How long after it was opened a page is still listened to."""
PAGES = {
    **{
        f"claims_review_{sends}": "admin:claims_review_change"
        for sends in (
            *("change", "step", "assign", "comment", "next"),
            *("opinion_ask", "opinion_assess", "opinion_stand"),
        )
    },
    "claims_rereview_answer": "admin:claims_rereview_change",
    "claims_contradiction_decide": "admin:claims_contradiction_change",
    "claims_source_mark": "admin:claims_source_change",
    "claims_article_mark": "admin:claims_article_change",
}
"""Of each address that such a page sends to: the page."""
BOARD = "claims_contradiction_board"
FORMS = ("_change", "_add")
"""What the names of pages end with whose form sends to the page itself."""
LEFT_OUT = ("csrfmiddlewaretoken", FIELD)


class Restored(exceptions.DeskError):
    """Your session ended before this was saved. What you typed is back below: send it again."""


def signed(user: User, path: str) -> str:
    """Return the field by which a page says whose it is."""
    return signing.dumps([user.pk, path], salt=SALT)


def not_its_owner(request: HttpRequest) -> HttpResponse | None:
    """Keep what was sent by somebody who is not its owner (any more), and lead on; else None."""
    sent = _sent(request)
    if sent is None or sent[0] == request.user:
        return None
    _keep(request, *sent)
    if request.user.is_authenticated:
        words = "this page was opened by somebody else, before you logged in. It is kept for them."
        messages.warning(request, f"Nothing was saved: {words}")
        return HttpResponseRedirect(sent[1])
    words = "Log in again as the same person: what you typed is kept for an hour."
    messages.warning(request, f"Your session has ended. {words}")
    return redirect_to_login(sent[1], reverse("admin:login"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the page again with what was typed, and a token of the session that there is now."""
    sent = _sent(request)
    if sent is None:
        # Other reasons are a browser's, or of the settings: Django's page says what helps.
        is_old = _at_the_desk(request) and reason.startswith("CSRF token")
        return closed.old_page(request) if is_old else csrf.csrf_failure(request, reason=reason)
    if answer := not_its_owner(request):
        return answer
    _keep(request, *sent)
    return HttpResponseRedirect(sent[1])


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what is kept, for who asks, of the page that is asked for."""
    data = kept.of(base.person(request), path=request.path)
    return None if data is None else QueryDict(data)


def forget(request: HttpRequest, path: str) -> None:
    kept.forget(base.person(request), path=path)


def _sent(request: HttpRequest) -> tuple[User, str] | None:
    """Return the owner and the path of the page that this was sent from, if our signature says so.

    Nobody else can make one: what another site sends in somebody's name is neither kept nor shown.
    """
    try:
        signature = request.POST.get(FIELD, "")
        pk, path = signing.loads(signature, salt=SALT, max_age=PAGE_LASTS)
    except signing.BadSignature:
        return None
    owner = User.objects.filter(pk=pk, is_active=True).first()
    return (owner, path) if owner and path == _page(request) else None


def _at_the_desk(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.app_name == "admin"


def _page(request: HttpRequest) -> str | None:
    found = request.resolver_match
    if found is None or found.app_name != "admin":
        return None
    name = str(found.url_name)
    if name == f"{BOARD}_decide":
        return reverse(f"admin:{BOARD}")
    if name not in PAGES:
        return request.path if name.endswith(FORMS) else None
    # “Next claim” names none in its address: its button says from which page it was pressed.
    number = next(iter(found.kwargs.values()), request.POST.get("after"))
    return reverse(PAGES[name], args=[number]) if number else None


def _keep(request: HttpRequest, owner: User, path: str) -> None:
    data: Any = request.POST.copy()
    for name in LEFT_OUT:
        data.pop(name, None)
    kept.keep(data.urlencode(), owner=owner, path=path)
