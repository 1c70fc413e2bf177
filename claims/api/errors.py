"""One shape for every error: RFC 9457 problem details, as application/problem+json."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.exceptions import APIException

from claims import exceptions

PARAMETERS = "urn:problem-type:factcheck:parameters"
"""The `type` of a problem that lists `errors`; all others say no more than their status."""

OF_DOMAIN: tuple[tuple[type[exceptions.DeskError], int], ...] = (
    (exceptions.NotFound, 404),
    (exceptions.BadValue, 400),
    (exceptions.NotPermitted, 403),
    (exceptions.RecordBroken, 500),
    (exceptions.DeskError, 409),
)
"""What an error of the domain means in HTTP: the first class that fits."""

REMEDIES = {
    405: "This interface is for reading: use GET or HEAD.",
    406: "Answers are application/json (a claim's also application/ld+json, changes also"
    " text/event-stream), and dumps what their name says: ask for that, or send no Accept header.",
}


@dataclass(frozen=True)
class ParameterError:
    """What is wrong with one parameter, and what to do about it."""

    name: str
    value: str
    detail: str
    remedy: str


class BadParameters(Exception):
    """Some parameters of the request cannot be used."""

    def __init__(self, errors: list[ParameterError]) -> None:
        self.errors = errors
        super().__init__(" ".join(f"{error.detail} {error.remedy}" for error in errors))


class Busy(Exception):
    """As many long answers as this process gives at once are being given."""

    status = 503
    seconds = 30
    """After which it is worth to ask again."""


class TooMany(Exception):
    """More is asked at once than one address may ask: worth trying again after `seconds`."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            "These are too many texts: each counts as a request or more, by its length. Go on in"
            f" {seconds} seconds, or send fewer at once."
        )


def problem(
    status: int, detail: str, *, errors: list[ParameterError] | None = None
) -> HttpResponse:
    body: dict[str, Any] = {
        "type": PARAMETERS if errors else "about:blank",
        "title": "Bad parameters" if errors else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = [asdict(error) for error in errors]
    return HttpResponse(
        json.dumps(body, ensure_ascii=False).encode(),
        status=status,
        content_type="application/problem+json",
    )


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Answer what a view of the API raised; None leaves it to `server_error`, which is logged."""
    match error:
        case BadParameters():
            return problem(400, str(error), errors=error.errors)
        case Busy() | TooMany():
            response = problem(error.status, str(error))
            response["Retry-After"] = str(error.seconds)
            return response
        case exceptions.DeskError():
            status = next(status for kind, status in OF_DOMAIN if isinstance(error, kind))
            return problem(status, str(error))
        case APIException():
            remedies = REMEDIES | getattr(context.get("view"), "remedies", {})
            return problem(error.status_code, remedies.get(error.status_code, str(error.detail)))
    of_django: dict[type[Exception], Callable[[HttpRequest], HttpResponse]] = {
        SuspiciousOperation: bad_request,
        Http404: not_found,
        PermissionDenied: forbidden,
    }
    for kind, answer in of_django.items():
        if isinstance(error, kind):
            return answer(context["request"])
    return None


# What Django calls when no view of ours has answered; factcheck.urls leads here for /api/.


def bad_request(*_: object, **__: object) -> HttpResponse:
    return problem(400, "This request cannot be read: check its address and its headers.")


def forbidden(*_: object, **__: object) -> HttpResponse:
    return problem(403, "This is not open to you: the interface for reading needs no login.")


def not_found(request: HttpRequest, **_: object) -> HttpResponse:
    return problem(
        404, f"There is nothing at {request.path}: the endpoints are listed at /api/v1/."
    )


def too_many(*_: object, wait: int) -> HttpResponse:
    return problem(
        429,
        f"These are too many requests: go on in {wait} seconds. For everything at once there are"
        " the dumps; for what is new, /api/v1/changes/ with If-None-Match.",
    )


def server_error(*_: object) -> HttpResponse:
    return problem(
        500, "Something broke on our side; it is logged. Try again, and tell us if it stays."
    )


def away(*_: object) -> HttpResponse:
    return problem(503, "The database does not answer for the moment. Try again in some seconds.")


def late(*_: object) -> HttpResponse:
    return problem(
        503,
        "The database took too long over this. Ask for less (fewer words or filters, a smaller"
        " page_size), or try again in some seconds.",
    )
