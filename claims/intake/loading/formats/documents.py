"""The objects of a JSON document of any size, one after the other.

By the standard library's decoder over a window of text. (ijson is faster, and writes “?” where
half a character stands; a hundred thousand brackets take it gigabytes.)
"""

import json
from collections.abc import Iterator
from typing import Any

from claims import exceptions
from claims.intake.loading import opening, rows

LISTS = ("@graph", "dataFeedElement", "claims")
"""Members of the outermost object whose elements are the objects that are meant."""
PIECE = 256 * 1024
SPACE = " \t\r\n\ufeff"
MEANT = "Is this the JSON that the format means?"


def records(source: opening.Opened) -> Iterator[tuple[int, Any] | rows.Fault]:
    """Yield the line where each object begins, and the object.

    The elements of an outermost list; those of a list that LISTS names in an outermost object; or
    that object itself, where it has none.
    """
    window = Window(source)
    while sign := window.sign():
        if sign == "[":
            yield from window.elements()
        elif sign == "{":
            yield from _members(window)
        else:
            yield rows.fault(window.line, "", window.shown(), "This is no JSON object.", MEANT)
            return


def _members(window: "Window") -> Iterator[tuple[int, Any]]:
    begins, rest, listed = window.line, dict[str, Any](), False
    window.take("{")
    while window.sign() != "}":
        name = window.value()
        window.take(":")
        if name in LISTS and window.sign() == "[":
            listed = True
            yield from window.elements()
        else:
            rest[str(name)] = window.value()
        if window.sign() != "}":
            window.take(",")
    window.take("}")
    if not listed:
        yield begins, rest


class Window:
    """A piece of the text, from the place where reading goes on."""

    def __init__(self, source: opening.Opened) -> None:
        self._source = source
        self._text, self._at, self.line = "", 0, 1
        self._decoder = json.JSONDecoder(parse_constant=_no_number)

    def sign(self) -> str:
        """Return the next sign that is no space, or nothing at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in SPACE:
                self.line += self._text[self._at] == "\n"
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(PIECE):
                return ""

    def take(self, wanted: str) -> None:
        if self.sign() != wanted:
            raise exceptions.BadValue(
                f"Line {self.line}: “{wanted}” is missing before {self.shown()!r}: the file breaks"
                " off, or is no JSON."
            )
        self._at += 1

    def elements(self) -> Iterator[tuple[int, Any]]:
        self.take("[")
        while self.sign() != "]":
            line = self.line
            yield line, self.value()
            if self.sign() != "]":
                self.take(",")
        self.take("]")

    def value(self) -> Any:
        """Return the value that begins here; more text is read until it is whole."""
        self.sign()
        wanted = PIECE
        while True:
            try:
                found, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise exceptions.BadValue(f"Line {self.line}: it is nested too deeply.") from error
            except ValueError as error:
                wrong = self._wrong(error)
                if len(self._text) - self._at > opening.MAX_LINE or not self._more(wanted):
                    raise exceptions.BadValue(wrong) from error
            else:
                # A number could go on behind the window.
                if end < len(self._text) or not self._more(wanted):
                    self.line += self._text.count("\n", self._at, end)
                    self._at = end
                    return found
            wanted *= 2

    def _wrong(self, error: ValueError) -> str:
        """Say the line of the file: the decoder knows that of the window alone."""
        if not isinstance(error, json.JSONDecodeError):
            return f"Line {self.line}: {error}."
        line = self.line + self._text.count("\n", self._at, error.pos)
        return f"Line {line}: {error.msg.removesuffix(' starting at')}."

    def shown(self) -> str:
        return self._text[self._at : self._at + 40]

    def _more(self, size: int) -> bool:
        piece = self._source.text.read(size)
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")
