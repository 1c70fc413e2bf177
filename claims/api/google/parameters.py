"""Reading parameters as Google does: from the query string, or from the form of a long request."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.http import HttpRequest

from claims.api.google import errors
from claims.record import paging, search

COMMON = (
    "$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint",
    "quotaUser", "uploadType", "upload_protocol",
)  # fmt: skip
"""What every method takes. Of these `alt`, `callback`, `fields` and `prettyPrint` do something."""

FORM = "application/x-www-form-urlencoded"
LONGEST = 10_000
"""Characters of one value: several times what Google's client puts into an address."""
MOST = 100
"""Parameters of one request."""
SHOWN = 100
"""How much of a bad name or value an error repeats, in characters."""
INT32 = 2**31 - 1
TOKEN = re.compile(rb"([0-9]{1,18})-([0-9]{1,18})(?:-([0-9]{1,18}))?")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")


@dataclass(frozen=True)
class Asked:
    """The parameters of a request, each read as its type when it is needed.

    As in Google's messages, a number 0 and an empty text say the same as leaving them out.
    """

    given: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.given.get(name, "").strip()

    def number(self, name: str) -> int:
        """Return a whole number from 0 to the biggest int32."""
        text = self.text(name)
        if not text:
            return 0
        if not re.fullmatch(r"\+?[0-9]{1,10}", text) or int(text) > INT32:
            raise errors.invalid(
                {name: f"“{name}” is “{text[:SHOWN]}”: use a whole number from 0 to {INT32}."}
            )
        return int(text)

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.text(name).lower()
        if text not in {"", "true", "false", "1", "0"}:
            raise errors.invalid({name: f"“{name}” is “{text[:SHOWN]}”: use true or false."})
        return text in {"true", "1"} if text else default

    def language(self, name: str) -> str:
        tag = self.text(name).replace("_", "-")
        if tag and not LANGUAGE.fullmatch(tag):
            raise errors.invalid(
                {name: f"“{name}” is “{tag[:SHOWN]}”: use a BCP 47 tag like en-US or sr-Latn."}
            )
        return tag

    def page_size(self) -> int:
        """Return how many results are wanted: 10 unless said, and never more than we give."""
        return min(self.number("pageSize") or 10, paging.MAX_SIZE)

    def place(self) -> search.Place | None:
        """Return where the page of `pageToken` begins."""
        text = self.text("pageToken")
        return read_token(text) if text else None


def token(place: search.Place) -> str:
    plain = f"{place.relevance}-{place.sequence}-{place.oldest}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_token(text: str) -> search.Place:
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        plain = b""
    match = TOKEN.fullmatch(plain)
    if not match:
        raise errors.invalid(
            {"pageToken": "“pageToken” is none of ours: take it from nextPageToken of an answer."}
        )
    return search.Place(int(match[1]), int(match[2]), int(match[3] or 0))


def comes_as_form(request: HttpRequest) -> bool:
    """Say if this is a GET whose address was too long: Google's clients then send it by POST."""
    override = request.headers.get("X-HTTP-Method-Override", "")
    return request.method == "POST" and override.strip().upper() == "GET"


def read(request: HttpRequest, known: Iterable[str]) -> Asked:
    """Return what is asked; raises Refused for what has another name than `known` and COMMON."""
    given = _pairs(_query_string(request))
    if comes_as_form(request):
        # Where both name something, the address is right: the client puts the token of the next
        # page there, and sends the form of the first page again.
        given = _pairs(_form(request)) | given
    names = {_snake(name): name for name in known} | {name: name for name in (*known, *COMMON)}
    _refuse_unknown(given, names)
    return Asked({names[name]: text for name, text in given.items()})


def _refuse_unknown(given: Mapping[str, str], names: Mapping[str, str]) -> None:
    unknown = [name[:SHOWN] for name in given if name not in names]
    if unknown:
        raise errors.invalid(
            {name: f"Unknown name “{name}”: there is no such parameter here." for name in unknown}
        )


def _query_string(request: HttpRequest) -> bytes:
    # WSGI hands over the bytes of the address as if they were Latin-1.
    raw: str = request.META.get("QUERY_STRING", "")
    return raw.encode("latin-1", "replace")


def _form(request: HttpRequest) -> bytes:
    if request.content_type != FORM:
        raise errors.Refused(400, f"A GET that is sent by POST has its parameters as {FORM}.")
    return request.body


def _pairs(encoded: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST
        )
    except UnicodeDecodeError as error:
        raise errors.Refused(400, "The parameters are not UTF-8.") from error
    except ValueError as error:
        raise errors.Refused(400, f"There are more than {MOST} parameters.") from error
    for name, text in pairs:
        _require_sound(name[:SHOWN], text)
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1)[:SHOWN]
        raise errors.invalid({twice: f"“{twice}” is given more than once."})
    return found


def _require_sound(name: str, text: str) -> None:
    if "\0" in name + text:
        shown = name.replace("\0", "�")
        raise errors.invalid({shown: f"“{shown}” holds a NUL character."})
    if len(text) > LONGEST:
        raise errors.invalid({name: f"“{name}” has more than {LONGEST} characters."})


def _snake(name: str) -> str:
    """Google takes each field by its name in the protocol buffer too: page_size."""
    return re.sub("[A-Z]", lambda match: f"_{match[0].lower()}", name)
