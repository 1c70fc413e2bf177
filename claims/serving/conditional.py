"""ETag and 304: what is public is a function of a few things, and the tag is a digest of them.

These are the address, the form that Accept asks for, the newest entry of the record, the code,
and the settings that show. Nothing that has a tag looks at the clock: `as_of` compares stored
times alone, and what does look at it (`maxAgeDays` of Google's search) says `no-store`.

The head is read before the body, over the same connection, where each query sees at least what
the one before it saw. So what is published in between puts a newer body under an older tag: whoever
holds that asks once too often. The reverse, an old body under a newer tag, would stay with readers
until the next publication; it cannot happen. As two bodies may share a tag for that moment, and as
proxies compress, tags are weak.
"""

from collections.abc import Callable
from enum import Enum
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.exceptions import NotAcceptable

from claims.record import published
from claims.serving import caching

View = TypeVar("View", bound=Callable[..., Any])

SHOWN = ("PUBLIC_URL", "DESK_NAME", "CONTACT", "FORCE_SCRIPT_NAME", "STATIC_URL")
"""The settings that show in answers."""
WRITERS = ("django", "djangorestframework", "drf-spectacular")
"""The libraries that write some of the answers."""


class Basis(Enum):
    """What a view's answers change with; a view says it in its attribute `basis`."""

    RECORD = "the record and the code"
    CODE = "the code alone"
    ITSELF = "an entry that the view reads for itself, to tag its answer"


def basis(view: Callable[..., Any]) -> Basis:
    found: Basis = getattr(getattr(view, "cls", view), "basis", Basis.RECORD)
    return found


def of_code(view: View) -> View:
    """Mark a function as a view whose answers no publication changes."""
    setattr(view, "basis", Basis.CODE)  # noqa: B010  a function has no such attribute, to mypy
    return view


def of_itself(view: View) -> View:
    """Mark a function as a view that has no tag, or makes its own."""
    setattr(view, "basis", Basis.ITSELF)  # noqa: B010  as above
    return view


def etag(request: HttpRequest, view: Callable[..., Any]) -> str | None:
    """Return the tag of what `view` is about to answer, or None where it has none from here.

    One query, or none for what is made of code.
    """
    on, form = basis(view), media_type(request, view)
    if on is Basis.ITSELF or form is None:
        return None
    return tag(request, published.head() if on is Basis.RECORD else None, form=form)


def tag(request: HttpRequest, head: published.Head | None, *, form: str = "") -> str:
    """Return the tag of an address as of `head`: its sequence stands in front, for people."""
    return tag_of(request.path, request.META.get("QUERY_STRING", ""), head, form=form)


def tag_of(path: str, query: str, head: published.Head | None, *, form: str) -> str:
    return Tags(head).of(path, query, form=form)


class Tags:
    """The tags of all addresses as of one head: what they share is put together once."""

    def __init__(self, head: published.Head | None) -> None:
        shown = (str(getattr(settings, name, "")) for name in SHOWN)
        self._begin = f'W/"{head.sequence}-' if head else 'W/"'
        self._rest = "\0".join([head.tag if head else "", release(), *shown])

    def of(self, path: str, query: str, *, form: str) -> str:
        said = f"{path}\0{query}\0{form}\0{self._rest}"
        digest = blake2b(said.encode(errors="surrogatepass"), digest_size=12).hexdigest()
        return f'{self._begin}{digest}"'


def matches(request: HttpRequest, etag: str) -> bool:
    """Say if the reader holds what has this tag. “*” says nothing of the kind."""
    return names(request.META.get("HTTP_IF_NONE_MATCH", ""), etag)


def names(written: str, etag: str) -> bool:
    """Say if an If-None-Match names this tag."""
    held = parse_etags(written)
    return etag.removeprefix("W/") in {one.removeprefix("W/") for one in held}


def wants_nothing(request: HttpRequest) -> bool:
    """Say if the reader holds something and wants no other: only the view knows if there is one."""
    held: str = request.META.get("HTTP_IF_NONE_MATCH", "")
    return held.strip() == "*"


def answer(
    request: HttpRequest,
    head: published.Head,
    make: Callable[[], HttpResponseBase],
    *,
    caches: str = caching.ALWAYS_ASK,
) -> HttpResponseBase:
    """Answer 304 to whoever has it as of `head`, and else with what `make` returns."""
    etag = tag(request, head)
    held = matches(request, etag) or wants_nothing(request)
    # A 304 names no type: caches put its headers over those that they hold.
    response = HttpResponseNotModified() if held else make()
    response["ETag"] = etag
    response["Cache-Control"] = caches
    return response


def media_type(request: HttpRequest, view: Callable[..., Any]) -> str | None:
    """Return the form that `view` will answer in; None if it has none that Accept allows.

    Empty for views with one form for everybody.
    """
    endpoint = getattr(view, "cls", None)
    if endpoint is None:
        return ""
    renderers = [renderer() for renderer in endpoint.renderer_classes]
    try:
        chosen: str = endpoint.content_negotiation_class().select_renderer(request, renderers)[1]
    except NotAcceptable:
        return None
    return chosen


def has_forms(view: Callable[..., Any]) -> bool:
    return len(getattr(getattr(view, "cls", None), "renderer_classes", ())) > 1


@cache
def release() -> str:
    """Return a digest of the code that serves: whoever deploys another need not think of tags.

    Pages name static files by their content; of other apps' files the manifest knows that.
    """
    digest = blake2b(digest_size=12)
    for root in (Path(apps.get_app_config("claims").path), Path(settings.BASE_DIR, "factcheck")):
        for path in sorted(root.rglob("*.*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    versions = [metadata.version(name) for name in WRITERS]
    manifest = str(getattr(staticfiles_storage, "manifest_hash", ""))
    digest.update("\0".join([*versions, manifest]).encode())
    return digest.hexdigest()
