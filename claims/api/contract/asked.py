"""The body of a question: JSON, read strictly. What cannot be used is named, with the remedy."""

import json
from typing import Any

from claims.api.contract import values
from claims.api.errors import BadParameters, ParameterError
from claims.record import similarity

MOST = 100
"""Texts in one question."""
REMEDY = f'Send {{"text": "…"}}, or {{"texts": ["…", "…"]}} with 1 to {MOST} texts.'
SHOWN = 100

TEXT = {"type": "string", "maxLength": similarity.LONGEST, "pattern": values.NOT_BLANK}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1, "maxItems": MOST}
SCHEMA = {
    "oneOf": [
        {"type": "object", "properties": {name: kind}, "required": [name],
         "additionalProperties": False}
        for name, kind in (("text", TEXT), ("texts", TEXTS))
    ]
}  # fmt: skip
"""What `texts` takes, for the OpenAPI document."""


def texts(body: bytes) -> list[str]:
    """Return the texts of a question. Raises BadParameters, which names every bad one at once."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise _refused("body", body.decode(errors="replace"), "The body is not JSON.") from None
    if not isinstance(read, dict) or set(read) not in ({"text"}, {"texts"}):
        raise _refused("body", body.decode(errors="replace"), "The body has other members.")
    if "text" in read:
        given, names = [read["text"]], ["text"]
    else:
        given = read["texts"]
        if not isinstance(given, list) or not 1 <= len(given) <= MOST:
            count = f"{len(given)} texts" if isinstance(given, list) else json.dumps(given)
            raise _refused("texts", count, f"“texts” is no list of 1 to {MOST} texts.")
        names = [f"texts[{n}]" for n in range(len(given))]
    errors = [error for one in zip(names, given, strict=True) if (error := _wrong(*one))]
    if errors:
        raise BadParameters(errors)
    return given


def _wrong(name: str, text: Any) -> ParameterError | None:
    if not isinstance(text, str):
        return _error(name, json.dumps(text), f"“{name}” is no text.")
    if not text.strip():
        return _error(name, text, f"“{name}” is empty.", "Give it a text, or leave it out.")
    if len(text) > similarity.LONGEST:
        longest = f"Cut it to {similarity.LONGEST} characters: the claim alone matches best."
        return _error(name, text, f"“{name}” has {len(text)} characters.", longest)
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        remedy = "Take out NUL and halves of surrogate pairs."
        return _error(name, text, f"“{name}” holds what no text holds.", remedy)
    return None


def _refused(name: str, value: str, detail: str) -> BadParameters:
    return BadParameters([_error(name, value, detail)])


def _error(name: str, value: str, detail: str, remedy: str = REMEDY) -> ParameterError:
    # Whatever is wrong with it: an answer holds no halves of surrogate pairs.
    shown = value[:SHOWN].encode(errors="replace").decode() + "…" * (len(value) > SHOWN)
    return ParameterError(name, shown, detail, remedy)
