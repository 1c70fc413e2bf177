"""What the OpenAPI document says of an endpoint, beside the code that does it."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from claims.api import schemas
from claims.api.negotiation import JsonLd

PROBLEM = "application/problem+json"


class ReadSchema(AutoSchema):
    """Takes the parameters from where the view declares them for reading."""

    def get_override_parameters(self) -> list[Any]:
        return [parameter.openapi() for parameter in getattr(self.view, "parameters", ())]


def documented(
    operation: str,
    answer: type[Serializer[Any]],
    summary: str,
    *,
    found: bool = False,
    gone: type[Serializer[Any]] | None = None,
    linked: type[Serializer[Any]] | None = None,
) -> Callable[[Any], Any]:
    """Describe a GET: its name for generated clients, its answer and its errors.

    `found`: it answers 404 where there is no such claim; `gone`: what it answers with 410;
    `linked`: what it answers to who accepts JSON-LD.
    """
    responses: dict[Any, Any] = {
        (200, "application/json"): OpenApiResponse(answer, description="The answer."),
        (400, PROBLEM): OpenApiResponse(schemas.Problem, description="A parameter is wrong."),
        (406, PROBLEM): OpenApiResponse(schemas.Problem, description="This form is not spoken."),
    }
    if linked:
        responses[200, JsonLd.media_type] = OpenApiResponse(linked, description="The answer.")
    if found:
        responses[404, PROBLEM] = OpenApiResponse(
            schemas.Problem, description="No such claim is published."
        )
    if gone:
        responses[410, "application/json"] = OpenApiResponse(
            gone, description="The claim was retracted: its tombstone."
        )
    return extend_schema(
        operation_id=operation, summary=summary, responses=responses, tags=["record"]
    )
