"""oEmbed 1.0: the card of a claim for sites that know no more than the address of its page.

https://oembed.com/
"""

from collections.abc import Callable
from io import StringIO
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils.http import urlencode
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from claims import exceptions
from claims.record import documents, published
from claims.web import embedding, feeds

Json = dict[str, Any]

CACHE_AGE = 3600
"""For how many seconds a site may keep the answer. The card itself is always the present one."""
LONGEST_URL = 2000
OF_A_CLAIM = {"claim", "version", "tombstone", "card"}
"""The names of the addresses that a claim is known by."""


class UnknownFormat(exceptions.DeskError):
    """Answers are json or xml: ask for format=json or format=xml."""


STATUS: tuple[tuple[type[exceptions.DeskError], int], ...] = (
    (exceptions.BadValue, 400),
    (exceptions.NotFound, 404),
    (UnknownFormat, 501),
)


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer with the frame for the claim at `url`."""
    try:
        return _answer(request)
    except exceptions.DeskError as error:
        status = next(status for kind, status in STATUS if isinstance(error, kind))
        return HttpResponse(f"{error}\n", status=status, content_type="text/plain; charset=utf-8")


def discovery(url: str) -> list[dict[str, str]]:
    """Return what a page says of itself for consumers to find: the address for each format."""
    base = f"{settings.PUBLIC_URL}{reverse('web:oembed')}"
    return [
        {"type": kind, "url": f"{base}?{urlencode({'url': url, 'format': name})}"}
        for name, kind in (("json", "application/json+oembed"), ("xml", "text/xml+oembed"))
    ]


def _answer(request: HttpRequest) -> HttpResponse:
    write = FORMATS.get(request.GET.get("format", "json"))
    if write is None:
        raise UnknownFormat
    widest, highest = (_pixels(request, name) for name in ("maxwidth", "maxheight"))
    card = _card(request.GET.get("url", ""))
    width = min(embedding.WIDEST, widest or embedding.WIDEST)
    needed = card.height(min(width, embedding.USUAL) if widest is None else width)
    height = min(needed, highest or needed)
    return write(_members(card, width, height))


def _members(card: embedding.Card, width: int, height: int) -> Json:
    return {
        "type": "rich",
        "version": "1.0",
        "title": card.title,
        "author_name": settings.DESK_NAME,
        "author_url": f"{settings.PUBLIC_URL}/",
        "provider_name": settings.DESK_NAME,
        "provider_url": f"{settings.PUBLIC_URL}/",
        "cache_age": CACHE_AGE,
        "html": card.iframe(width, height),
        "width": width,
        "height": height,
    }


def _pixels(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and 1 <= len(given) <= 6 and int(given)):
        raise exceptions.BadValue(
            f"{name}={given[:100]} is no number of pixels: give a whole number from 1 on, or none."
        )
    return int(given)


def _card(url: str) -> embedding.Card:
    """Return the card of the claim whose page is at `url`.

    Raises BadValue where that is no address, NotFound where it is none of a published claim.
    """
    if not url:
        raise exceptions.BadValue("url is missing: give the address of a claim's page.")
    slug = _slug(url) if len(url) <= LONGEST_URL else None
    row = published.standing().filter(slug=slug).first() if slug else None
    if row is None:
        raise exceptions.NotFound(
            f"There is no published claim at {url[:200]}: give the address of a claim's page,"
            f" which begins with {settings.PUBLIC_URL}{reverse('web:front')}claims/."
        )
    return embedding.Card(row)


def _slug(url: str) -> str | None:
    """Return the slug in the address of a claim's page; scheme, query and fragment are all one."""
    try:
        given, ours = urlsplit(url.strip()), urlsplit(settings.PUBLIC_URL)
        here = given.scheme in {"http", "https"} and _host(given) == _host(ours)
    except ValueError:
        return None
    path = unquote(given.path)
    if not here or not path.startswith(f"{ours.path}{get_script_prefix()}"):
        return None
    inside = path.removeprefix(ours.path).removeprefix(get_script_prefix().rstrip("/"))
    try:
        found = resolve(inside if inside.endswith("/") else f"{inside}/")
    except Resolver404:
        return None
    known = found.app_name == "web" and found.url_name in OF_A_CLAIM
    return found.kwargs["slug"] if known else None


def _host(parts: Any) -> tuple[str, int | None]:
    port = None if parts.port in {80, 443} else parts.port
    return (parts.hostname or "").removeprefix("www."), port


def _json(members: Json) -> HttpResponse:
    return HttpResponse(documents.dumps(members), content_type="application/json")


def _xml(members: Json) -> HttpResponse:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", AttributesImpl({}))
    for name, value in members.items():
        xml.addQuickElement(name, feeds.plain(str(value)))
    xml.endElement("oembed")
    xml.endDocument()
    return HttpResponse(out.getvalue(), content_type="text/xml; charset=utf-8")


FORMATS: dict[str, Callable[[Json], HttpResponse]] = {"json": _json, "xml": _xml}
