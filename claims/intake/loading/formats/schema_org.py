"""Reading values as schema.org allows them: one or a list, a text or a thing with a name."""

import hashlib
import re
from typing import Any

DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]|$)")


def one(value: Any) -> Any:
    """Return the first of a list, else the value itself."""
    return value[0] if isinstance(value, list) and value else value


def thing(value: Any) -> dict[str, Any]:
    value = one(value)
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """Return a text or a number as text; of a thing, its name; of anything else, nothing."""
    value = one(value)
    if isinstance(value, dict):
        value = one(value.get("name", value.get("@value", "")))
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip()


def statement(value: Any) -> Any:
    """Return `text`; but true, false and numbers as they are: no claim says that."""
    first = one(value)
    return first if isinstance(first, (bool, int, float)) else text(value)


def address(value: Any) -> str:
    """Return the address of a thing, or the text that is one."""
    value = one(value)
    return text(value.get("url") or value.get("@id")) if isinstance(value, dict) else text(value)


def day(value: Any) -> str:
    """Return the day of a date or a moment; what is neither stays, and is refused by its rule."""
    said = text(value)
    found = DAY.match(said)
    return found[1] if found else said


def types(value: dict[str, Any]) -> set[str]:
    said = value.get("@type", [])
    listed = said if isinstance(said, list) else [said]
    return {str(name).rpartition("/")[2] for name in listed}


def known_as(start: str, *said: str) -> str:
    """Return an id for a claim that came without one: the same words of the same person are one."""
    digest = hashlib.sha256("\0".join(said).encode("utf-8", "backslashreplace")).hexdigest()
    return f"{start}:{digest[:32]}"
