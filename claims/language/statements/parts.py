"""A sentence in parts, and two such side by side: what they share, and what sets them apart."""

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from claims.language.statements import aligning, names, points, quantities, scopes, times, words
from claims.language.statements.statement import Statement

CONTRAST = re.compile(
    r",\s+(?:and\s+)?not\s+(?:an?\s+|the\s+)?\w+(?=\s*[.,;!?]|\s*$)"
    r"|[\s,]+but\s+(?:\w+\s+)?(?:did|does|do|has|have|had|was|is|would)(?:n['’]t|\s+not)[.\s\"”]*$",
    re.IGNORECASE,
)
"""A right, not a privilege; he promised it, but didn't."""
DOTS = re.compile(r"\s*(?:…|\.(?:\s?\.)+)\s*")
MODIFIED = re.compile(r"\b([^\W\d_a-z][\w-]+)\s+([a-z][\w-]+)")
OPENERS = frozenset(words.listed("when while since if because after before until although"))
FILLERS = words.listed("""
    actually already currently really even now today simply literally essentially basically still
    very constantly
""")
PERSON = re.compile(r"\b([^\W\d_a-z][a-z]+)\s+([^\W\d_a-z][a-z]+)\b")
CAPITAL = re.compile(r"(?<![.!?“\"]\s)(?<!^)(?<![“\"‘])\b[^\W\d_a-z][\w'’-]*")
LOWER = re.compile(r"(?<![\w'’])[a-z]\w+")
PRONOUNS = frozenset(words.listed("we they it you this these those our their its your"))
OPPOSITES = 2
"""How many words that are opposites count as one place each: more make another sentence."""
REACH = 4
"""How many words after a negation it is about."""


class Parts:
    """The parts of a sentence, each of which is read when it is asked for: few ever are.

    What it says that something is *not*, in passing, is left out.
    """

    def __init__(self, text: str, known: names.Names) -> None:
        self.text = CONTRAST.sub("", DOTS.sub(" ", text))
        self._known = known
        self._words = words.tokens(known.canonical(self.text))
        self.order = tuple(stem for stem in words.content(self._words) if not words.is_number(stem))
        self.stems = frozenset(self.order) - _ignored()
        self.negations = words.negations(self._words)

    @cached_property
    def counted(self) -> tuple[aligning.Counted, ...]:
        found = quantities.find(self.text)
        counts = (one for one in found if one.said.lower() not in {"one", "most"})
        return tuple(aligning.counted(self.text, one) for one in counts)

    @cached_property
    def times(self) -> tuple[times.Interval, ...]:
        return tuple(times.find(self.text))

    @cached_property
    def scope(self) -> scopes.Scope:
        return scopes.read(self.text)

    @cached_property
    def _head(self) -> list[str]:
        return words.tokens(self._known.canonical(points.subject(self.text)))

    @property
    def subject(self) -> tuple[str, ...]:
        """The stems of what stands before the verb, in their order."""
        return tuple(stem for stem in words.content(self._head) if stem in self.stems)

    @property
    def joint(self) -> bool:
        """Whether it is about several: “Social Security and Medicare”."""
        return "and" in self._head

    @property
    def pronoun(self) -> bool:
        return self._words[:1] != [] and self._words[0] in PRONOUNS

    @cached_property
    def people(self) -> frozenset[tuple[str, str]]:
        """Two words in capitals, one after the other, that are no titles: first name and last."""
        return frozenset(
            (match[1], match[2])
            for match in PERSON.finditer(self.text)
            if match[1].lower() not in words.STOP
            and not any(names.TITLES.match(f"{name} ") for name in match.groups())
        )

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The stems of names: words in capitals, but for the first of a sentence."""
        plain = {
            word.lower().replace("’", "'").removesuffix("'s") for word in CAPITAL.findall(self.text)
        }
        canonical = {part for word in plain for part in self._known.canonical(word).split()}
        return frozenset(words.stem(word) for word in canonical - words.STOP) - _number_words()

    @cached_property
    def modified(self) -> frozenset[tuple[str, str]]:
        """A word in capitals and what it limits: Virginia women."""
        found = (match.group().lower() for match in MODIFIED.finditer(self.text))
        pairs = (words.content(words.tokens(pair)) for pair in found)
        return frozenset((pair[0], pair[1]) for pair in pairs if len(pair) == 2) - {
            (stem, noun) for stem in map(words.stem, OPENERS) for noun in self.stems
        }

    @cached_property
    def lower(self) -> frozenset[str]:
        return frozenset(words.stem(word) for word in LOWER.findall(self.text))

    @cached_property
    def denied(self) -> frozenset[str]:
        """The stems of what stands after a negation."""
        return frozenset(
            stem
            for place, word in enumerate(self._words)
            if word in words.NEGATIONS
            for stem in words.content(self._words[place + 1 : place + 1 + REACH])
        )


@dataclass(frozen=True)
class Pair:
    one: Statement
    other: Statement
    left: Parts
    right: Parts

    @cached_property
    def turned(self) -> list[tuple[str, str]]:
        """Pairs of opposites, one of each side."""
        both = self.left.stems & self.right.stems
        found = words.opposites(self.left.stems - both, self.right.stems - both)
        return [pair for pair in found if not _ordinals() & set(pair)]

    @cached_property
    def alike(self) -> float:
        """The share of words that both have. A word and its opposite count as one place."""
        both, every = self.left.stems & self.right.stems, self.left.stems | self.right.stems
        alone = min(len(self.left.stems), len(self.right.stems)) - len(both)
        places = min(len(self.turned), OPPOSITES, alone)
        return (len(both) + places) / (len(every) - places)

    @cached_property
    def numbers(self) -> aligning.Aligned:
        return aligning.align(self.left.counted, self.right.counted)

    @property
    def extends(self) -> bool:
        """Whether one has all the words of the other."""
        return self.left.stems <= self.right.stems or self.right.stems <= self.left.stems

    @property
    def times_differ(self) -> bool:
        left, right = self.left.times, self.right.times
        return len(left) != len(right) or any(
            not one.meets(other) for one, other in zip(left, right, strict=True)
        )

    @property
    def scopes_differ(self) -> str:
        """Say in which way the two are limited to different things; "" where they are not."""
        left, right = self.left.scope, self.right.scope
        if left.periods != right.periods:
            return "of different periods"
        if left.on_another_condition(right):
            return "on a condition in one of them"
        if left.places - self.right.stems or right.places - self.left.stems or self._named:
            return "of another place or body"
        if self._narrower:
            return "of a narrower group in one of them"
        return ""

    @property
    def _named(self) -> frozenset[str]:
        """Names that one has and not the other, but for more names of somebody named in both."""
        left, right = self.left.capitals - self.right.stems, self.right.capitals - self.left.stems
        both = self.left.capitals & self.right.capitals
        return frozenset() if both else left | right

    @property
    def _narrower(self) -> bool:
        """Whether one speaks of fewer: “Virginia women” and “women”; “Bill Nelson” is Nelson."""
        for one, other in ((self.left, self.right), (self.right, self.left)):
            if any(of not in other.stems and noun in other.subject for of, noun in one.modified):
                return True
        short, long = sorted((self.left, self.right), key=lambda parts: len(parts.subject))
        if not short.subject or len(short.subject) == len(long.subject):
            return False
        return short.subject == long.subject[-len(short.subject) :] and (
            short.subject[-1] in long.lower
        )

    @property
    def personal(self) -> bool:
        return self.left.scope.personal or self.right.scope.personal

    @property
    def somebody(self) -> bool:
        """Whether one alone begins with “we” or “they”: who that is stands elsewhere."""
        return self.left.pronoun != self.right.pronoun

    @property
    def reach_differs(self) -> bool:
        """Whether one says “one of the”, “only” or “this and that”, and the other does not."""
        left, right = self.left, self.right
        ranks = left.scope.ranks != right.scope.ranks or left.scope.only != right.scope.only
        return ranks or left.joint != right.joint

    @property
    def ordinals_differ(self) -> bool:
        """Whether one is the second largest, and the other the largest."""
        return bool(_ordinals() & (self.left.stems ^ self.right.stems))

    @property
    def opposite_subject(self) -> bool:
        """Whether one speaks of the opposite: of unemployed men, and of unemployed women."""
        left, right = set(self.left.subject), set(self.right.subject)
        return any(
            one in left and other in right and not _amounts() & {one, other}
            for one, other in self.turned
        )

    @property
    def other_subject(self) -> bool:
        """Whether each names somebody or something that the other does not."""
        left, right = self.left, self.right
        if left.capitals - right.stems and right.capitals - left.stems:
            return True
        if any(
            one[1] == other[1] and one[0] != other[0]
            for one in left.people
            for other in right.people
        ):
            return True
        known = bool(left.subject and right.subject)
        return known and not (
            right.stems.intersection(left.subject) or left.stems.intersection(right.subject)
        )


@lru_cache(maxsize=50_000)
def read(text: str, known: names.Names) -> Parts:
    return Parts(text, known)


@cache
def _number_words() -> frozenset[str]:
    return frozenset(
        words.stem(word)
        for word in [*quantities.SMALL, *quantities.TENS, *quantities.SCALES, *times.MONTHS]
    ) | {"percent"}


@cache
def _ignored() -> frozenset[str]:
    shares = {word for share in quantities.SHARES for word in share.split()}
    return _number_words() | {words.stem(word) for word in {*FILLERS, *shares}}


@cache
def _amounts() -> frozenset[str]:
    return frozenset(map(words.stem, words.listed("more fewer less most least many few")))


@cache
def _ordinals() -> frozenset[str]:
    return frozenset(words.stem(word) for word in scopes.ORDINALS)
