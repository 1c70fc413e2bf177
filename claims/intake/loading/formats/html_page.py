"""The ld+json blocks of an HTML page."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from claims.intake.loading import opening, rows
from claims.intake.loading.formats import claimreview

PIECE = 64 * 1024
LONGEST = 4 * 1024 * 1024
"""Characters of a block: more is no review."""


class _Blocks(HTMLParser):
    """Collects the text of each block, with the line where it begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str]] = []
        self._parts: list[str] | None = None
        self._line, self._length = 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("type") or ""
        if tag == "script" and kind.partition(";")[0].strip().lower() == "application/ld+json":
            self._parts, self._length = [], 0
            self._line = self.getpos()[0]

    def handle_data(self, data: str) -> None:
        self._length += len(data)
        if self._parts is not None and self._length <= LONGEST:
            self._parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._parts is not None:
            self.found.append((self._line, "".join(self._parts)))
            self._parts = None

    @property
    def open(self) -> bool:
        return self._parts is not None


def records(source: opening.Opened) -> Iterator[tuple[int, Any] | rows.Fault]:
    """Yield the line and the value of each block that holds a ClaimReview."""
    parser, any_found = _Blocks(), False
    for piece in iter(lambda: source.text.read(PIECE), ""):
        parser.feed(piece)
        for record in _taken(parser):
            any_found = True
            yield record
    if parser.open:
        reason = "A block of ld+json does not end: the page breaks off."
        yield rows.fault(parser.getpos()[0], "", "", reason, "Get the page again, whole.")
    elif not any_found:
        yield rows.fault(1, "", "", "There is no ClaimReview in this page.", "Leave it out.")


def _taken(parser: _Blocks) -> Iterator[tuple[int, Any] | rows.Fault]:
    blocks, parser.found = parser.found, []
    for line, block in blocks:
        try:
            value = json.loads(block)
        except (ValueError, RecursionError) as error:
            yield rows.fault(line, "", block, f"This block is no JSON: {error}.", "Mend it.")
            continue
        if any(claimreview.found(value)):
            yield line, value
