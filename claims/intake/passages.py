"""Passages: finding and holding the place where a claim stands in an article's text.

A place is named twice, as the W3C Web Annotation model does: by its words (TextQuoteSelector:
exact, prefix, suffix) and by its position (TextPositionSelector: start and end in Unicode code
points, the end exclusive). White space at the outer edges of prefix and suffix does not count:
forms strip it.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from claims import exceptions

SHOWN = 60
"""Characters of a text that an error quotes."""


class PassageNotFound(exceptions.NotFound):
    """The phrase is not in this text: copy it from the text character by character."""


class PassageAmbiguous(exceptions.BadValue):
    """The phrase stands several times in this text: add words before or after it."""


class Passage(Protocol):
    """What names a place in a text; an Appearance is one."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """Where a phrase stands: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True)
class Problem:
    """A selector that does not match its text: what was expected, what is there, what to do."""

    field: str
    expected: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field}: expected {self.expected}, found {self.found}. {self.remedy}"


def locate(text: str, exact: str, prefix: str = "", suffix: str = "") -> Place:
    """Return the one place of `exact` in `text` between `prefix` and `suffix`.

    Raises PassageNotFound if there is none, PassageAmbiguous if there are several.
    """
    places = find_all(text, exact, prefix, suffix)
    if not places:
        raise PassageNotFound(_not_found(text, exact))
    if len(places) > 1:
        starts = ", ".join(str(place.start) for place in places)
        raise PassageAmbiguous(
            f"{_quoted(exact)} stands {len(places)} times in this text, at {starts}:"
            " add the words before it (prefix) or after it (suffix)."
        )
    return places[0]


def find_all(text: str, exact: str, prefix: str = "", suffix: str = "") -> list[Place]:
    """Return every place of `exact` that has `prefix` before and `suffix` after it."""
    if not exact:
        raise exceptions.BadValue("An empty phrase pins nothing: give the exact words.")
    places = (
        Place(hit.start(), hit.start() + len(exact))
        for hit in re.finditer(f"(?={re.escape(exact)})", text)
    )
    return [
        place
        for place in places
        if _stands_before(text, place.start, prefix) and _stands_after(text, place.end, suffix)
    ]


def problem(text: str, passage: Passage) -> Problem | None:
    """Say what of `passage` does not match `text`, or None when all of it does."""
    start, end = passage.start, passage.end
    if not 0 <= start < end <= len(text):
        return Problem(
            "position",
            f"a place within 0–{len(text)}",
            f"{start}–{end}",
            _remedy(text, passage),
        )
    if text[start:end] != passage.exact:
        return _differs("exact", passage.exact, text[start:end], text, passage)
    if not _stands_before(text, start, passage.prefix):
        found = text[max(0, start - len(passage.prefix)) : start]
        return _differs("prefix", passage.prefix, found, text, passage)
    if not _stands_after(text, end, passage.suffix):
        found = text[end : end + len(passage.suffix)]
        return _differs("suffix", passage.suffix, found, text, passage)
    return None


def _differs(field: str, expected: str, found: str, text: str, passage: Passage) -> Problem:
    return Problem(field, _quoted(expected), _quoted(found), _remedy(text, passage))


def _remedy(text: str, passage: Passage) -> str:
    """Say where the phrase stands now, if it stands anywhere, so that it can be pinned again."""
    places = find_all(text, passage.exact) if passage.exact else []
    if len(places) == 1:
        place = places[0]
        return f"Pin it again: the phrase stands at {place.start}–{place.end}."
    if places:
        starts = ", ".join(str(place.start) for place in places)
        return f"Pin it again: the phrase stands at {starts}; choose by prefix and suffix."
    return "The phrase is nowhere in this text: pin another, or check that this is the right file."


def _not_found(text: str, exact: str) -> str:
    if exact in text:
        return (
            f"{_quoted(exact)} is in this text, but not between this prefix and suffix:"
            " correct them, or leave them out."
        )
    return (
        f"{_quoted(exact)} is not in this text: copy the phrase from it character by character"
        " (quotation marks, dashes and spaces count)."
    )


def _stands_before(text: str, start: int, prefix: str) -> bool:
    context = prefix.strip()
    return not context or text[:start].rstrip().endswith(context)


def _stands_after(text: str, end: int, suffix: str) -> bool:
    context = suffix.strip()
    return not context or text[end:].lstrip().startswith(context)


def _quoted(words: str) -> str:
    shown = words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
    return f"“{shown}”".replace("\n", "⏎")
