"""Partial answers: the `fields` that every method of Google's takes, like claims(text,claimant)."""

import re
from typing import Any

from claims.api.google import errors

Mask = dict[str, "Mask"]
"""The wanted members by name; an empty mask wants the whole."""

PARTS = re.compile(r"[(),/]|[\w*.$-]+", re.ASCII)
DEEPEST = 20


def select(answer: dict[str, Any], fields: str) -> dict[str, Any]:
    """Return what `fields` wants of `answer`; names that it has not are no error."""
    parts = PARTS.findall(fields)
    if "".join(parts) != re.sub(r"\s", "", fields):
        raise _refused(fields)
    mask = _masks(parts, 0, fields)
    if parts:
        raise _refused(fields)
    selected: dict[str, Any] = _masked(answer, mask)
    return selected


def _masks(parts: list[str], depth: int, fields: str) -> Mask:
    """Take paths with commas between them off the front of `parts`."""
    if depth > DEEPEST:
        raise _refused(fields)
    mask: Mask = {}
    while True:
        _path(parts, mask, depth, fields)
        if not parts or parts[0] != ",":
            return mask
        parts.pop(0)


def _path(parts: list[str], mask: Mask, depth: int, fields: str) -> None:
    """Take one path, like a/b(c,d), off the front of `parts` and put it into `mask`."""
    while True:
        if not parts or parts[0] in "(),/":
            raise _refused(fields)
        mask = mask.setdefault(parts.pop(0), {})
        if not parts or parts[0] != "/":
            break
        parts.pop(0)
    if parts and parts[0] == "(":
        parts.pop(0)
        mask.update(_masks(parts, depth + 1, fields))
        if not parts or parts.pop(0) != ")":
            raise _refused(fields)


def _masked(value: Any, mask: Mask) -> Any:
    if not mask:
        return value
    if isinstance(value, list):
        return [_masked(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    wanted = {name: mask.get(name, mask.get("*")) for name in value}
    return {
        name: _masked(value[name], inner) for name, inner in wanted.items() if inner is not None
    }


def _refused(fields: str) -> errors.Refused:
    return errors.invalid({"fields": f"Invalid field selection “{fields[:100]}”."})
