"""What the OpenAPI document says of an endpoint, beside the code that does it."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from claims.api.contract import schemas, values
from claims.api.negotiation import JsonLd

PROBLEM = "application/problem+json"
LAST_EVENT_ID = OpenApiParameter(
    "Last-Event-ID",
    type=values.SEQUENCE_SCHEMA,
    location="header",
    description="For streams: as `since`, which it overrules. Browsers send it by themselves.",
)


def _header(
    name: str, description: str, *, on: list[int] | bool, sure: bool = True
) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        location=OpenApiParameter.HEADER,
        description=description,
        response=on,
        required=sure,
    )


HEADERS = (
    _header("ETag", "What If-None-Match compares.", on=[200, 304]),
    _header("Cache-Control", "Who may keep it, and how long.", on=True),
    _header("RateLimit-Policy", "How many requests in how many seconds.", on=True, sure=False),
    _header("RateLimit", "How many are left, for how many seconds.", on=True, sure=False),
    _header("Retry-After", "Seconds to wait.", on=[429]),
)
"""The headers of answers. Those of the limit are there while there is one."""


class ReadSchema(AutoSchema):
    """Takes the parameters from where the view declares them for reading."""

    def get_override_parameters(self) -> list[Any]:
        declared = [parameter.openapi() for parameter in getattr(self.view, "parameters", ())]
        headers = HEADERS if self.method == "GET" else HEADERS[1:]
        return [*declared, *headers]

    def _get_request_body(self, direction: Any = "request") -> Any:
        body = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        return {**body, "required": True} if body else body


def documented(
    operation: str,
    answer: type[Serializer[Any]] | str,
    summary: str,
    *,
    found: bool = False,
    gone: type[Serializer[Any]] | None = None,
    linked: type[Serializer[Any]] | None = None,
    stream: bool = False,
    shape: type[Serializer[Any]] | None = None,
    says: str | None = None,
) -> Callable[[Any], Any]:
    """Describe a GET: its name for generated clients, its answer and its errors.

    `answer` is the shape of JSON, or the media type of a file. `found`: it answers 404 where
    there is nothing of that name; `gone`: what it answers with 410; `linked`: what it answers to
    who accepts JSON-LD; `stream`: it can stay open; `shape`: that of a file of JSON; `says`: more
    about it.
    """
    file = isinstance(answer, str)
    media = answer if isinstance(answer, str) else "application/json"
    body = shape or (OpenApiTypes.STR if file else answer)
    responses: dict[Any, Any] = {
        (200, media): OpenApiResponse(body, description="A file." if file else "The answer."),
        304: OpenApiResponse(description="You hold it: If-None-Match named its ETag."),
        (400, PROBLEM): OpenApiResponse(schemas.Problem, description="A parameter is wrong."),
        (406, PROBLEM): OpenApiResponse(schemas.Problem, description=f"Only {media} is here."),
    }
    responses[429, PROBLEM] = OpenApiResponse(
        schemas.Problem, description="Too many requests: Retry-After says when to go on."
    )
    if linked:
        responses[200, JsonLd.media_type] = OpenApiResponse(linked, description="The answer.")
    if stream:
        responses[200, "text/event-stream"] = OpenApiResponse(
            OpenApiTypes.STR, description="The answer."
        )
    if file:
        responses[503, PROBLEM] = OpenApiResponse(
            schemas.Problem, description="Too many dumps are being sent: ask again a little later."
        )
    if found:
        responses[404, PROBLEM] = OpenApiResponse(
            schemas.Problem,
            description="There is no such entry." if file else "No such claim is published.",
        )
    if gone:
        responses[410, "application/json"] = OpenApiResponse(
            gone, description="The claim was retracted: its tombstone."
        )
    return extend_schema(
        operation_id=operation,
        summary=summary,
        description=says,
        responses=responses,
        parameters=[LAST_EVENT_ID] if stream else None,
        tags=["record"],
    )
