"""The methods of Google's Fact Check Tools API, v1alpha1, over our own record.

The contract is the discovery document in google-api-python-client (factchecktools.v1alpha1).
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from claims.api.contract import values
from claims.api.google import errors, parameters, partial, shapes
from claims.models import PublicationKind
from claims.record import published, search
from claims.serving import caching

Json = dict[str, Any]
Answer = Callable[..., Json]
View = Callable[..., HttpResponse]

PAGING = ("pageSize", "pageToken", "offset")
READS = ("GET", "HEAD")
READ_ONLY = (
    "Pages are read here, not written: what is published comes from the desk,"
    " where a second person approves it."
)
FOR_READING = "This method is for reading: use GET. A long GET may come by POST, as a form."


def method(*known: str, writing: errors.Refused) -> Callable[[Answer], View]:
    """Make a view of a function that takes what is asked, and returns what is answered.

    `writing` is the error for all but reading. No cookie is read and nothing is written, so
    there is nothing that a forged request could do: a POST needs no token.
    """

    def decorate(answer: Answer) -> View:
        @csrf_exempt
        @wraps(answer)
        def view(request: HttpRequest, **of_path: str) -> HttpResponse:
            if request.method not in READS and not parameters.comes_as_form(request):
                # Not raised: one error for all requests would gather the frames of each.
                return errors.envelope(writing)
            try:
                asked = parameters.read(request, known)
                return _respond(answer(asked, **of_path), asked)
            except errors.Refused as refused:
                return errors.envelope(refused)

        return view

    return decorate


def _respond(answer: Json, asked: parameters.Asked) -> HttpResponse:
    """Write the answer in the form that the parameters of every method ask for."""
    if asked.text("alt") not in ("", "json"):
        raise errors.invalid({"alt": "“alt” can be json and nothing else here."})
    if asked.text("callback"):
        raise errors.invalid(
            {"callback": "There is no JSONP here: scripts of any origin may read the JSON."}
        )
    if mask := asked.text("fields"):
        answer = partial.select(answer, mask)
    pretty = asked.flag("prettyPrint", default=True)
    layout: dict[str, Any] = {"indent": 2} if pretty else {"separators": (",", ":")}
    body = json.dumps(answer, ensure_ascii=False, **layout)
    response = HttpResponse(body.encode(), content_type=errors.JSON)
    if asked.number("maxAgeDays"):
        # It counts from now: the same address answers something else a moment later.
        response["Cache-Control"] = caching.NEVER
    return response


@method(
    "query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays", *PAGING,
    writing=errors.Refused(405, FOR_READING),
)  # fmt: skip
def search_claims(asked: parameters.Asked) -> Json:
    """Search through published claims."""
    desk = _desk()
    words, of_site = asked.text("query"), asked.text("reviewPublisherSiteFilter")
    if not words and not of_site:
        raise errors.invalid(
            {"query": "“query” is required unless “reviewPublisherSiteFilter” is given."}
        )
    options: dict[str, Any] = {"language": asked.language("languageCode"), "since": _since(asked)}
    options |= _page_of(asked)
    found = search.Found([], None)
    if not of_site or shapes.site(of_site) == desk.site:
        found = search.best(words, **options)
    return _listed("claims", [shapes.claim(row, desk) for row in found.rows], found)


@method(
    "imageUri", "languageCode", *PAGING,
    writing=errors.Refused(405, FOR_READING),
)  # fmt: skip
def search_images(_asked: parameters.Asked) -> Json:
    """Search by image: this desk reviews sentences and keeps no images."""
    raise errors.Refused(
        501, "There is no search by image here: this desk reviews statements, not images."
    )


@method("url", "organization", *PAGING, writing=errors.Refused(403, READ_ONLY))
def list_pages(asked: parameters.Asked) -> Json:
    """List the pages of published claims: that of one address, or all of ours."""
    desk = _desk()
    rows = published.claims()
    url, organization = asked.text("url"), asked.text("organization")
    if url and organization:
        raise errors.invalid({"url": "“url” and “organization” do not go together: give one."})
    if url:
        rows = rows.filter(slug=_slug(url, desk))
    if organization and shapes.site(organization) != desk.site:
        rows = rows.none()
    found = search.newest(rows, **_page_of(asked))
    return _listed("claimReviewMarkupPages", [shapes.page(row, desk) for row in found.rows], found)


@method(writing=errors.Refused(403, READ_ONLY))
def get_page(_asked: parameters.Asked, page_id: str) -> Json:
    """Get the page of one published claim."""
    missing = errors.Refused(404, f"There is no page pages/{page_id[:100]}.")
    if not values.ID.fullmatch(page_id):
        raise missing
    row = published.standing().filter(claim_id=UUID(page_id)).first()
    if row is None:
        raise missing
    if row.kind == PublicationKind.RETRACTION:
        raise errors.Refused(
            404, f"The review was retracted: {settings.PUBLIC_URL}/claims/{row.slug}/ says why."
        )
    return shapes.page(search.Row(row.publication_id, bytes(row.body)), _desk())


def _desk() -> shapes.Desk:
    return shapes.Desk(settings.DESK_NAME, settings.PUBLIC_URL)


def _since(asked: parameters.Asked) -> datetime | None:
    """Return when a claim must have been published, or made, at the earliest."""
    if days := asked.number("maxAgeDays"):
        # Overflown, it begins before the year 1: nothing is older.
        with suppress(OverflowError):
            return timezone.now() - timedelta(days=days)
    return None


def _page_of(asked: parameters.Asked) -> dict[str, Any]:
    return {
        "size": asked.page_size(),
        "after": asked.place(),
        "offset": asked.number("offset"),
    }


def _listed(name: str, items: list[Json], found: search.Found) -> Json:
    """Return the envelope of a list; as Google's, without items it has no member for them."""
    answer: Json = {name: items} if items else {}
    if found.next:
        answer["nextPageToken"] = parameters.token(found.next)
    return answer


def _slug(url: str, desk: shapes.Desk) -> str:
    """Return the slug of the claim whose page is at `url`, however that is written; or nothing."""
    if shapes.site(url) != desk.site:
        return ""
    path = urlsplit(url if "//" in url else f"//{url}").path
    base = re.escape(urlsplit(desk.public_url).path)
    match = re.fullmatch(rf"{base}/claims/([-\w]+)/?", path, re.ASCII)
    return match[1] if match else ""
