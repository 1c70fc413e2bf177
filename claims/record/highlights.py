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

Place = tuple[int, int]
Marked = Sequence[str | None]
"""The texts of a document in the order of NAMES, as PostgreSQL marked them."""
Says = Callable[[str, str], bool]
"""Says if a document has a text by this name."""


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
    return marks.of([(partial(_has, one), [next(marked) for _ in NAMES]) for one in documents])


class Marks:
    """What PostgreSQL puts around hits for us to find: nobody who wrote a text could know it."""

    def __init__(self) -> None:
        token = secrets.token_hex(8)
        # Nothing that stands for something in HTML: texts can be escaped with their marks in them.
        self.start, self.stop, self._between = (f"\x02{token}{end}\x03" for end in "+-|")
        self.options = f'HighlightAll=true, StartSel="{self.start}", StopSel="{self.stop}"'

    def hits(self, rows: Iterable[tuple[bytes, Marked | None]]) -> list[dict[str, str]]:
        """Return the hits of stored bodies, each with its texts as marked."""
        return self.of([(partial(_says, body), marked or ()) for body, marked in rows])

    def of(self, rows: Iterable[tuple[Says, Marked]]) -> list[dict[str, str]]:
        """Return the hits of documents: of each, what knows its texts, and these as marked."""
        found = [self._shown(*row) for row in rows]
        # All at once: one by one takes several times longer.
        whole = escape(self._between.join([text for one in found for text in one.values()]))
        whole = whole.replace(self.start, "<mark>").replace(self.stop, "</mark>")
        html = iter(whole.split(self._between))
        return [dict(zip(one, html, strict=False)) for one in found]

    def _shown(self, says: Says, marked: Marked) -> dict[str, str]:
        """Return what to show, marked. Should PostgreSQL leave anything out, the text counts."""
        found = {}
        for name, text in zip(NAMES, marked, strict=False):
            if text and self.start in text:
                plain = text.replace(self.start, "").replace(self.stop, "")
                if says(name, plain):
                    is_long = name == FRAGMENT and len(plain) > LENGTH
                    found[name] = self._piece(plain, text) if is_long else text
        return found

    def _piece(self, text: str, marked: str) -> str:
        """Return the piece of about LENGTH characters that has the most hits."""
        hits = _places(marked.replace(self.stop, self.start).split(self.start))
        begin = _begin(_best(hits))
        shown = [hit for hit in hits if begin <= hit[0] and hit[1] <= begin + LENGTH]
        shown = shown or [_best(hits)]
        begin, end = _between_words(text, begin, shown)
        return ("…" if begin else "") + self._cut(text, begin, end, shown)

    def _cut(self, text: str, begin: int, end: int, shown: list[Place]) -> str:
        parts = []
        for start, stop in shown:
            parts += [text[begin:start], self.start, text[start:stop], self.stop]
            begin = stop
        return "".join([*parts, text[begin:end], "…" if end < len(text) else ""])


def _says(body: bytes, name: str, text: str) -> bool:
    """Say if a stored body has this text. Looking for it as it was written is several times faster
    than reading the JSON.
    """
    written = b'"%b":%b' % (name.encode(), documents.dumps_texts(text))
    return written in body or json.loads(body).get(name) == text


def _has(document: Mapping[str, Any], name: str, text: str) -> bool:
    return bool(document.get(name) == text)


def _best(hits: list[Place]) -> Place:
    """Return the hit whose piece has the most, the first of equals."""
    if len(hits) == 1:
        return hits[0]
    ends = [end for _, end in hits]
    counts = [bisect_right(ends, _begin(hit) + LENGTH) - n for n, hit in enumerate(hits)]
    return hits[counts.index(max(counts))]


def _begin(hit: Place) -> int:
    return max(hit[0] - BEFORE, 0)


def _places(parts: list[str]) -> list[Place]:
    """Return where every second part stands in the whole."""
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
