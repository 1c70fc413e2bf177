"""Where a search hits: texts as HTML that is safe to show, with each hit in <mark>.

PostgreSQL says where, with the stems and the accents of the search itself.
"""

import json
import secrets
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape
from itertools import accumulate
from typing import Any

from claims.record import documents, querying, words

WHOLE = ("text", "title")
FRAGMENT = "explanation"
NAMES = (*WHOLE, FRAGMENT)
LENGTH = 240
"""Characters of a fragment, about: it begins and ends between words."""
BEFORE = 60
"""Characters of it that may stand before its first hit."""

# A headline of the whole text leaves nothing out; one of fragments drops what looks like a tag.
MARK = """
SELECT coalesce(ts_headline('factcheck_english', shown.text, asked.query, %s), shown.text)
FROM unnest(%s::text[]) WITH ORDINALITY AS shown (text, place)
CROSS JOIN (
    SELECT string_agg('(' || one.query::text || ')', ' | ')::tsquery AS query
    FROM unnest(%s::text[]) AS texts (text)
    CROSS JOIN LATERAL websearch_to_tsquery('factcheck_english', texts.text) AS one (query)
    WHERE numnode(one.query) > 0
) AS asked
ORDER BY shown.place
"""

Parts = list[str]
"""A text in parts: every second one is a hit."""
Place = tuple[int, int]


def of(
    documents: Sequence[Mapping[str, Any]], reading: words.Reading, *, ask: querying.Ask
) -> list[dict[str, str]]:
    """Return the hits of each document, by member: its text, its title, and the piece of its
    explanation that has the most. What has no hit is left out. One query.
    """
    marks = Marks()
    texts = [str(document.get(name, "")) for document in documents for name in NAMES]
    rows = ask(MARK, [marks.options, texts, list(reading.texts)]) if texts else []
    marked = iter([str(row) for (row,) in rows])
    return [marks.places(document, [next(marked) for _ in NAMES]) for document in documents]


class Marks:
    """What PostgreSQL puts around hits for us to find: nobody who wrote a text could know it."""

    def __init__(self) -> None:
        token = secrets.token_hex(8)
        # Nothing that stands for something in HTML: a text can be escaped with its marks in it.
        self.start, self.stop = f"\x02{token}+\x03", f"\x02{token}-\x03"
        self.options = f'HighlightAll=true, StartSel="{self.start}", StopSel="{self.stop}"'

    def hits(self, body: bytes, marked: Sequence[str | None] | None) -> dict[str, str]:
        """Return the hits of a stored body, whose texts are `marked`: None where nothing is."""
        return self._places(marked, partial(_says, body)) if marked else {}

    def places(self, document: Mapping[str, Any], marked: Iterable[str | None]) -> dict[str, str]:
        """Return the hits of a document, whose texts are `marked` in the order of NAMES."""
        return self._places(marked, lambda name, text: document.get(name) == text)

    def _places(
        self, marked: Iterable[str | None], says: Callable[[str, str], bool]
    ) -> dict[str, str]:
        """Return the hits. Should PostgreSQL ever leave something out, the text counts."""
        found = {}
        for name, text in zip(NAMES, marked, strict=True):
            if text and self.start in text and says(name, self._unmarked(text)):
                found[name] = self._piece(text) if name == FRAGMENT else self._html(text)
        return found

    def _unmarked(self, text: str) -> str:
        return text.replace(self.start, "").replace(self.stop, "")

    def _html(self, text: str) -> str:
        # At once: part by part takes several times longer.
        return escape(text).replace(self.start, "<mark>").replace(self.stop, "</mark>")

    def _piece(self, text: str) -> str:
        if len(self._unmarked(text)) <= LENGTH:
            return self._html(text)
        parts = text.replace(self.stop, self.start).split(self.start)
        return _html(_fragment(parts))


def _says(body: bytes, name: str, text: str) -> bool:
    """Say if a stored body has this text. Looking for it as it was written is several times faster
    than reading the JSON.
    """
    written = b'"%b":%b' % (name.encode(), documents.dumps_texts(text))
    return written in body or json.loads(body).get(name) == text


def _fragment(parts: Parts) -> Parts:
    """Return the piece of about LENGTH characters that has the most hits, the first of equals."""
    text, hits = "".join(parts), _places(parts)
    if len(text) <= LENGTH or not hits:
        return parts
    ends = [end for _, end in hits]
    counts = [bisect_right(ends, _begin(start) + LENGTH) - n for n, (start, _) in enumerate(hits)]
    best = counts.index(max(counts))
    begin = _begin(hits[best][0])
    shown = [hit for hit in hits if begin <= hit[0] and hit[1] <= begin + LENGTH] or [hits[best]]
    begin, end = _between_words(text, begin, shown)
    return _cut(text, begin, end, shown)


def _begin(start: int) -> int:
    return max(start - BEFORE, 0)


def _places(parts: Parts) -> list[Place]:
    ends = list(accumulate(map(len, parts)))
    return list(zip(ends[::2], ends[1::2], strict=False))


def _between_words(text: str, begin: int, shown: list[Place]) -> Place:
    """Return where a piece begins and ends: at spaces, if there are any, and around all hits."""
    (first, _), (_, last) = shown[0], shown[-1]
    if begin:
        begin = text.find(" ", begin, first) + 1 or begin
    end = max(begin + LENGTH, last)
    if end < len(text):
        space = text.rfind(" ", last, end)
        end = end if space < 0 else space
    return begin, min(end, len(text))


def _cut(text: str, begin: int, end: int, shown: list[Place]) -> Parts:
    parts, done = [], begin
    for start, stop in shown:
        parts += [text[done:start], text[start:stop]]
        done = stop
    parts.append(text[done:end] + ("…" if end < len(text) else ""))
    parts[0] = ("…" if begin else "") + parts[0]
    return parts


def _html(parts: Parts) -> str:
    return "".join(
        f"<mark>{escape(part)}</mark>" if n % 2 else escape(part) for n, part in enumerate(parts)
    )
