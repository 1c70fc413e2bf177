"""What a sentence is limited to: a period, a place, a person who speaks of himself, a rank.

Two sentences of different scope do not contradict, however alike their words: the first year of a
term is not the second, women in Florida are not all women, and “I” is another person each time.
"""

import re
from dataclasses import dataclass

from claims.language.statements import quantities, times, words

ORDINALS = frozenset(
    words.listed("""
    first second third fourth fifth sixth seventh eighth ninth tenth last next past previous
    final former latter current
""")
)
UNITS = r"(?:year|term|month|week|day|quarter|decade|century|session|administration|hour)"
_NUMBER = "|".join(["\\d+", *quantities.SMALL, *quantities.TENS])
PERIOD = re.compile(
    rf"\b(?P<which>{'|'.join(sorted(ORDINALS))}|this|same|\d+(?:st|nd|rd|th))\s+"
    rf"(?:(?P<many>{_NUMBER})\s+)?(?:fiscal\s+|straight\s+|consecutive\s+|full\s+)?"
    rf"(?P<unit>{UNITS})s?\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?i:in|of|for|at|from|across|within|throughout|among|to)\s+(?:the\s+)?"
    r"(?P<name>[^\W\d_a-z][\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*)*)"
)
OWNER = re.compile(r"\b(?P<name>[^\W\d_a-z][\w-]*)['’]s\b")
SELF = re.compile(r"\b(?:I|I['’]\w+|my|myself|mine)\b|^(?:s?he|his|her)\b", re.IGNORECASE)
"""He who speaks, or of whom “Says he …” speaks: who that is does not stand in the sentence."""
RANK = re.compile(r"\b(?:one of the|one of|among the|nearly the|no\.\s*\d+)(?!\w)", re.IGNORECASE)
"""“One of the highest” is not “the highest”."""
ONLY = re.compile(r"\b(?:only|solely|alone|sole)\b(?!\s+[\d$])", re.IGNORECASE)

SUPPOSED = re.compile(r"\b(?:would|could)\b", re.IGNORECASE)
CONDITION = re.compile(r"\b(?:if|unless)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Scope:
    """`periods` as they are said; stems of the `places` named after a preposition."""

    periods: frozenset[str]
    places: frozenset[str]
    personal: bool
    ranks: frozenset[str]
    only: bool
    conditional: bool
    supposed: bool

    def on_another_condition(self, other: "Scope") -> bool:
        """Whether one holds on a condition, and the other in any case."""
        one_way = self.conditional and not (other.conditional or other.supposed)
        return one_way or (other.conditional and not (self.conditional or self.supposed))


def read(text: str) -> Scope:
    return Scope(
        frozenset(_period(match) for match in PERIOD.finditer(text)),
        frozenset(
            words.stem(part)
            for form in (PLACE, OWNER)
            for match in form.finditer(text)
            for part in words.tokens(match["name"])
            if part not in times.MONTHS
        ),
        bool(SELF.search(text)),
        frozenset(rank.lower() for rank in RANK.findall(text)),
        bool(ONLY.search(text)),
        bool(CONDITION.search(text)),
        bool(SUPPOSED.search(text)),
    )


def _period(match: re.Match[str]) -> str:
    which = match["which"].lower()
    return f"{'last' if which == 'past' else which} {match['many'] or ''} {match['unit']}".lower()
