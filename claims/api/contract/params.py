"""The parameters of the API: each declared once, for reading it and for the OpenAPI document.

Whatever stands in a query string is either understood or answered with an error that names it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter

from claims import exceptions
from claims.api.errors import BadParameters, ParameterError

SHOWN = 100
"""How much of a bad value an error repeats, in characters."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: `read` turns its text into a value, or raises BadValue with the remedy."""

    name: str
    description: str
    read: Callable[[str], Any]
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string", "minLength": 1})
    may_be_empty: bool = False

    def openapi(self) -> OpenApiParameter:
        return OpenApiParameter(
            self.name, type=self.schema, location="query", description=self.description
        )


def read(request: HttpRequest, known: Iterable[Parameter]) -> dict[str, Any]:
    """Return the values that `request` gives for `known` parameters.

    Raises BadParameters, which names every bad one at once.
    """
    _require_utf8(request)
    by_name = {parameter.name: parameter for parameter in known}
    values: dict[str, Any] = {}
    errors: list[ParameterError] = []
    for name, texts in request.GET.lists():
        try:
            values[name] = _value(name, [str(text) for text in texts], by_name)
        except _Refused as refused:
            errors.append(refused.error)
    if errors:
        raise BadParameters(errors)
    return values


class _Refused(Exception):
    def __init__(self, name: str, value: str, detail: str, remedy: str) -> None:
        shown = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
        self.error = ParameterError(name[:SHOWN], shown, detail, remedy)
        super().__init__(detail)


def _value(name: str, texts: list[str], by_name: dict[str, Parameter]) -> Any:
    text = texts[-1]
    if name not in by_name:
        raise _Refused(name, text, f"There is no parameter “{name[:SHOWN]}” here.", _list(by_name))
    if len(texts) > 1:
        raise _Refused(
            name, ", ".join(texts), f"“{name}” is given {len(texts)} times.", "Give it once."
        )
    if not text.strip() and not by_name[name].may_be_empty:
        raise _Refused(name, text, f"“{name}” is empty.", "Give it a value, or leave it out.")
    if "\0" in text:
        raise _Refused(name, text, f"“{name}” holds a NUL character.", "Take it out.")
    try:
        return by_name[name].read(text)
    except exceptions.BadValue as error:
        raise _Refused(name, text, f"“{name}” cannot be used.", str(error)) from error


def _list(by_name: dict[str, Parameter]) -> str:
    if not by_name:
        return "Leave it out: this address takes no parameters."
    return f"Leave it out, or use one of: {', '.join(by_name)}."


def _require_utf8(request: HttpRequest) -> None:
    """Django would quietly read other bytes as �, and search for that."""
    raw = request.META.get("QUERY_STRING", "")
    try:
        unquote_to_bytes(raw.encode("latin-1", "surrogateescape")).decode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise exceptions.BadValue(
            "The query string is not UTF-8: encode it as UTF-8, then percent-encode it."
        ) from error
