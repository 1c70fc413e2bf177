"""Names of people and bodies: one key for all spellings of one, by the desk's table of aliases.

No fuzzy match would find that Kaner is Mark Carney, and one that did would take Kaner for Kane.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from claims.language.statements import words

TITLES = re.compile(
    r"^(?:(?:the|then|former|ex|mr|mrs|ms|dr|sir|prof|professor|prime minister|president|premier|"
    r"minister|senator|sen|governor|gov|rep|king|queen)\.?[\s-]+)+",
    re.IGNORECASE,
)
LETTER = re.compile(r"\w")
PARTICLES = frozenset(["the", "a", "an", "of", "for", "and", "in", "on", "to"])


class Names:
    """Knows which names are those of one: `aliases` leads from each spelling to the name."""

    def __init__(self, aliases: Mapping[str, str] | None = None) -> None:
        spellings = {_plain(alias): _plain(name) for alias, name in (aliases or {}).items()}
        # A spelling without a letter, such as a dash, would stand everywhere.
        self._names = {alias: name for alias, name in spellings.items() if LETTER.search(alias)}
        longest = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile(
            r"(?<!\w)(?:" + "|".join(re.escape(alias) for alias in longest) + r")(?!\w)"
            if longest
            else r"(?!)"
        )
        self.key = lru_cache(maxsize=20_000)(self._key)

    def canonical(self, text: str) -> str:
        """Return `text` in lower case, with each known spelling replaced by the name."""
        return self._pattern.sub(lambda match: self._names[match[0]], _plain(text))

    def named(self, text: str) -> bool:
        """Whether one of the known spellings stands in `text`."""
        return bool(self._pattern.search(_plain(text)))

    def _key(self, text: str) -> frozenset[str]:
        """Return the stems that identify a subject or a property, whatever their order."""
        found = words.WORD.findall(self.canonical(text).replace("-", " "))
        plain = [word.removesuffix("'s").rstrip("'") for word in found]
        return frozenset(words.stem(word) for word in plain if word and word not in PARTICLES)

    def same(self, one: str, other: str) -> bool:
        """Whether two names are of one: by the table, or a surname beside the whole name."""
        first, second = (self._bare(name).split() for name in (one, other))
        if not first or not second:
            return False
        short, long = sorted((first, second), key=len)
        return short == long or long[-len(short) :] == short

    def known_as(self, one: str, other: str) -> bool:
        """Whether the two are one by the table alone: nothing in their letters says so."""
        bare = (TITLES.sub("", _plain(name)).split() for name in (one, other))
        short, long = sorted(bare, key=len)
        return self.same(one, other) and long[-len(short) :] != short

    def _bare(self, name: str) -> str:
        return TITLES.sub("", self.canonical(TITLES.sub("", _plain(name))))


def _plain(text: str) -> str:
    plain = text.lower().replace("’", "'").replace("–", " ").replace("—", " ")
    return " ".join(plain.split())
