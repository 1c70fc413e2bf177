"""Typos forgiven: a word that nothing published has is read as the nearest that something has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from operator import or_

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable

from claims.record import index, querying

LONGEST = 40
"""Letters; the table has no longer words."""
MOST_WORDS = 16
"""How many words of one search are looked up: what is forgiven costs a look-up each."""
ALTERNATIVES = {1: 3, 2: 2}
"""How many readings a word gets where so many are mistyped; of more, the nearest alone."""

# Most words are known. The function would look for similar ones first.
NEAREST = """
SELECT unknown.given, found.near
FROM (
    SELECT words.given, words.place
    FROM unnest(%s::text[]) WITH ORDINALITY AS words (given, place)
    CROSS JOIN LATERAL ts_lexize('english_stem', lower(unaccent(words.given))) AS stems
    WHERE cardinality(stems) > 0
      AND NOT EXISTS (SELECT FROM record_word WHERE lexeme = stems[1])
    OFFSET 0
) AS unknown
CROSS JOIN LATERAL record_nearest_words_v1(ARRAY[unknown.given])
    WITH ORDINALITY AS found (given, near, place)
ORDER BY unknown.place, found.place
"""

PART = re.compile(r'(?:^|(?<=\s))([^\w\s"]*)("[^"]*"?|[^\s"]+)')
"""A word or a phrase of websearch_to_tsquery. With a minus before it, it is to be absent."""
MINUSES = re.compile(r"-(?:[\s!&()<|]*-){31,}")
"""More of them in a row than PostgreSQL has room for (32); what may stand between says nothing."""
PIECE = re.compile(r"\S+")
LETTERS = re.compile(r"[^\W\d_]+")
JOINED = re.compile(r"\W*([^\W\d_]+(?:[-'’][^\W\d_]+)*)\W*")
"""Words with nothing but punctuation around them: no number, no address."""


@dataclass(frozen=True)
class Reading:
    """A search in plain words, and how it was understood.

    `texts` are its readings, of which any may match: one, unless a mistyped word has several.
    `read_as` has the mistyped words (in lower case), with what each was read as.
    """

    texts: tuple[str, ...]
    read_as: dict[str, list[str]] = field(default_factory=dict)
    syntax: str = "websearch"

    @property
    def query(self) -> SearchQueryCombinable:
        queries = [
            SearchQuery(text, config=index.CONFIG, search_type=self.syntax) for text in self.texts
        ]
        return reduce(or_, queries)


def read(text: str, *, ask: querying.Ask, syntax: str = "websearch") -> Reading:
    """Return how `text` is understood. One query, and none where no word could be mistyped.

    `syntax` is `websearch` ("phrases", -without, OR) or `plain`, which has words alone. What is
    to be absent is never read as something else.
    """
    text = cleaned(text)
    asked = looked_up(text, syntax=syntax)
    read_as = _nearest(asked, ask=ask) if asked else {}
    spans = list(_words(text, operators=syntax == "websearch"))
    return Reading(tuple(_rewritten(text, spans, read_as)), read_as, syntax)


def cleaned(text: str) -> str:
    """Return `text` without what says nothing and PostgreSQL has no room for."""
    # Two of them are none: so any number of them says what one or two do.
    return MINUSES.sub(lambda run: "-" * (2 - run[0].count("-") % 2), text)


def looked_up(text: str, *, syntax: str = "websearch") -> list[str]:
    """Return the words of a text, cleaned, that may be read as others; in lower case."""
    spans = _words(text, operators=syntax == "websearch")
    return list(dict.fromkeys(text[start:end].lower() for start, end in spans))[:MOST_WORDS]


def _words(text: str, *, operators: bool) -> Iterator[tuple[int, int]]:
    """Yield where the words stand that may be forgiven."""
    for part in PART.finditer(text) if operators else PIECE.finditer(text):
        if operators and "-" in part[1]:
            continue
        for piece in re.finditer(r'[^\s"]+', part[0]):
            if JOINED.fullmatch(piece[0]):
                begin = part.start() + piece.start()
                for letters in LETTERS.finditer(piece[0]):
                    if 4 <= len(letters[0]) <= LONGEST:
                        yield begin + letters.start(), begin + letters.end()


def _nearest(words: list[str], *, ask: querying.Ask) -> dict[str, list[str]]:
    """Return the words that nothing published has, each with the most similar that do."""
    found: dict[str, list[str]] = {}
    for given, word in ask(NEAREST, [words]):
        found.setdefault(given, []).append(word)
    most = ALTERNATIVES.get(len(found), 1)
    return {given: near[:most] for given, near in found.items()}


def _rewritten(
    text: str, spans: list[tuple[int, int]], read_as: dict[str, list[str]]
) -> Iterator[str]:
    """Yield `text` in each reading, its operators and phrases left as they are."""
    for chosen in product(*read_as.values()):
        reading = dict(zip(read_as, chosen, strict=True))
        written, done = "", 0
        for start, end in spans:
            word = text[start:end]
            written += text[done:start] + reading.get(word.lower(), word)
            done = end
        yield written + text[done:]
