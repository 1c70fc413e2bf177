"""Google's one shape for errors: {"error": {"code", "message", "status", "details"}}."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

STATUSES = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
"""The names of google.rpc.Code. It has none for 405; the nearest is "not supported here"."""

JSON = "application/json; charset=UTF-8"


class Refused(Exception):
    """The request gets no answer but an error; `violations` says what is wrong with which field."""

    def __init__(
        self, code: int, message: str, violations: Mapping[str, str] | None = None
    ) -> None:
        self.code = code
        self.message = message
        self.violations = violations or {}
        super().__init__(message)


def invalid(violations: Mapping[str, str]) -> Refused:
    """Return the refusal of some parameters, each with what is wrong with it."""
    return Refused(400, " ".join(violations.values()), violations)


def envelope(refused: Refused) -> HttpResponse:
    error: dict[str, Any] = {
        "code": refused.code,
        "message": refused.message,
        "status": STATUSES[refused.code],
    }
    if refused.violations:
        error["details"] = [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [
                    {"field": name, "description": text}
                    for name, text in refused.violations.items()
                ],
            }
        ]
    body = json.dumps({"error": error}, ensure_ascii=False, indent=2)
    response = HttpResponse(body.encode(), status=refused.code, content_type=JSON)
    if refused.code == 405:
        response["Allow"] = "GET, HEAD, OPTIONS"
    return response


# What Django calls when no view of ours has answered; factcheck.urls leads here for /v1alpha1/.


def bad_request(*_: object, **__: object) -> HttpResponse:
    return envelope(Refused(400, "This request cannot be read: check its address and its headers."))


def forbidden(*_: object, **__: object) -> HttpResponse:
    return envelope(Refused(403, "This is not open to you: reading here needs no login."))


def not_found(request: HttpRequest, **_: object) -> HttpResponse:
    return envelope(
        Refused(
            404,
            f"There is nothing at {request.path[:200]}: try /v1alpha1/claims:search"
            " or /v1alpha1/pages.",
        )
    )


def too_many(*_: object, wait: int) -> HttpResponse:
    return envelope(Refused(429, f"These are too many requests: go on in {wait} seconds."))


def server_error(*_: object) -> HttpResponse:
    return envelope(Refused(500, "Something broke on our side; it is logged. Try again."))


def away(*_: object) -> HttpResponse:
    return envelope(Refused(503, "The database does not answer for the moment. Try again."))


def late(*_: object) -> HttpResponse:
    return envelope(Refused(503, "The database took too long. Ask for less, or try again."))
