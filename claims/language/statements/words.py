"""The words of a statement: tokens, stems, what negates, what is the opposite of what."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

WORD = re.compile(r"n't|[^\W\d_]+(?:[-'][^\W\d_]+)*|\d+(?:[.,]\d+)*%?")


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written as text."""
    return tuple(text.split())


ANTONYMS = Path(__file__).with_name("data") / "antonyms_v1.tsv"
STOP = frozenset(
    listed("""
    a an the is are was were be been being am do does did has have had having will would
    shall should can could may might must of in on at to for with by from as that which who
    whom whose this these those it its he she his her him they their them there and or but
    if than then so such into onto over under about s i we you our your my me us also some
    any per only just says said say called
""")
)
NEGATIONS = frozenset(
    listed("""
    no not n't never none nobody nothing neither nor without lack lacks lacked fail fails
    failed refuse refuses refused deny denies denied reject rejects rejected unable hardly
    rarely
""")
)
PREFIXES = ("un", "in", "non", "dis", "im", "ir", "il", "anti")
# What news say of one measure or bond, and WordNet does not hold for opposites.
OURS = """
    reduce lift, keep lift, keep remove, support oppose, oppose back, win lose, gain lose,
    confirm deny, accept reject, allow ban, legal banned, enter leave, join leave, raise
    cut, raise lower, raise reduce, increase cut, increase reduce, rise fall, grow shrink,
    grow fall, expand restrict, create eliminate, restart suspend, resume suspend, resume
    end, open closed, promise break, approve veto, unchanged gone, better worse, best worst,
    more fewer, more less, most least, highest lowest, largest smallest
"""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case."""
    # A stemmer holds the word that it works on, so threads may not share one.
    return str(Stemmer.Stemmer("english", 0).stemWord(word))


def tokens(text: str) -> list[str]:
    """Return the words and numbers of `text`, in lower case; "doesn't" is "does" and "n't"."""
    plain = text.lower().replace("’", "'").replace("cannot", "can not").replace("‘", "'")
    plain = re.sub(r"(\w)n't\b", r"\1 n't", plain).replace("-", " ")
    return [word.removesuffix("'s") for word in WORD.findall(plain)]


def is_number(word: str) -> bool:
    # Not isdigit: “²” and “①” are digits, and no numbers.
    return word[0].isdecimal()


def content(found: Iterable[str]) -> list[str]:
    """Return the stems of the words that carry meaning, in their order, without negations."""
    return [
        word if is_number(word) else stem(word)
        for word in found
        if word not in STOP and word not in NEGATIONS
    ]


def negations(found: Iterable[str]) -> int:
    return sum(word in NEGATIONS for word in found)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Return the stems that are opposite to a stem: WordNet's antonyms, and a few of ours."""
    lines = [
        line.split("\t")
        for line in ANTONYMS.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    lines += [pair.split() for pair in OURS.split(",")]
    found: dict[str, set[str]] = {}
    for one, other in lines:
        found.setdefault(stem(one), set()).add(stem(other))
        found.setdefault(stem(other), set()).add(stem(one))
    return {word: frozenset(others - {word}) for word, others in found.items()}


def opposite(one: str, other: str) -> bool:
    """Whether two stems say the opposite: rise and fall, fair and unfair."""
    return other in _of(one) or one in _of(other)


@lru_cache(maxsize=100_000)
def _of(word: str) -> frozenset[str]:
    """Return the opposites of a stem: those of the table, and with a prefix that denies it."""
    made = {prefix + word for prefix in PREFIXES} if len(word) > 3 else set()
    return _opposites().get(word, frozenset()) | made


def opposites(ones: Iterable[str], others: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of opposites, one of each side."""
    left, right = frozenset(ones), frozenset(others)
    found = {(one, other) for one in left for other in _of(one) & right}
    found |= {(one, other) for other in right for one in _of(other) & left}
    return sorted(found)


def spelled(stemmed: str, text: str) -> str:
    """Return the word of `text` that has this stem."""
    return next((word for word in tokens(text) if stem(word) == stemmed), stemmed)
