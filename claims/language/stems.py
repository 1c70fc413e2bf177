"""The words of a text as matching compares them: stems without accents, without common words."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from html import escape

import Stemmer

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
ADDRESS = re.compile(r"https?://\S+|pic\.twitter\.com/\S+")
SIGNATURE = re.compile(r"\s—\s[^—]*\(@\w+\)[^—]*$")
"""How a quoted tweet ends: who wrote it, and when."""
LONGEST = 60
"""Letters; what is longer is no word that two texts would share."""
COMMON = (
    "a about after all also an and any are as at be because been but by can could did do does for"
    " from had has have he her him his how i if in into is it its just me more my no not now of on"
    " one or our out over s she so some t than that the their them there they this to up us was we"
    " were what when which who will with would you your"
)
"""Words that say nothing of what a text is about."""


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.split())


def plain(text: str) -> str:
    """Return `text` without addresses, without the signature of a tweet, and hashtags as words."""
    text = SIGNATURE.sub("", ADDRESS.sub(" ", text))
    return " ".join(CAMEL.sub(" ", text.replace("#", " ").replace("@", " ")).split())


def of(text: str) -> list[str]:
    """Return the stems of `text` in their order, each as often as it stands there."""
    return [stem for _, _, stem in _places(text)]


def marked(text: str, shared: Collection[str]) -> str:
    """Return `text` as HTML that is safe to show, with each word of a `shared` stem in <mark>."""
    parts, done = [], 0
    for start, end, stem in _places(text):
        if stem in shared:
            parts += [escape(text[done:start]), f"<mark>{escape(text[start:end])}</mark>"]
            done = end
    return "".join([*parts, escape(text[done:])])


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each word stands that counts, with its stem."""
    # Its instances keep state, so threads may not share one; making one costs a microsecond.
    stemmer = Stemmer.Stemmer("english", 0)
    for found in WORD.finditer(text):
        word = _bare(found[0])
        if word and word not in _common() and len(word) <= LONGEST:
            yield found.start(), found.end(), stemmer.stemWord(word)


def _bare(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    letters = "".join(one for one in decomposed if not unicodedata.combining(one))
    return letters.removesuffix("'s").replace("'", "").replace(",", "")
