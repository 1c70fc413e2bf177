"""Quantities in text: numbers as people say them, with unit, rounding and vagueness.

A quantity is an interval: "about 92 %" is 82.8 to 101.2, "several" is 3 to 12, "more than 5" has no
upper end. Two agree when their intervals meet, or when one rounds to the other.
"""

import math
import re
from dataclasses import dataclass, replace
from functools import cache

from claims.language.statements import words

UNITS = {
    "%": "%",
    "percent": "%",
    "per cent": "%",
    "percentage point": "points",
    "percentage points": "points",
    "$": "USD",
    "us$": "USD",
    "c$": "CAD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "dollars": "USD",
    "dollar": "USD",
    "us dollars": "USD",
    "canadian dollars": "CAD",
    "canadian dollar": "CAD",
    "yuan": "CNY",
    "euros": "EUR",
    "euro": "EUR",
    "pounds": "GBP",
}
# An area is no volume, though nothing but a small digit tells them apart.
for _power, _word, _sign in ((2, "square", "²"), (3, "cubic", "³")):
    for _length, _names in {
        "km": ("kilometre", "kilometer"),
        "m": ("metre", "meter"),
        "cm": ("centimetre", "centimeter"),
        "mi": ("mile",),
        "ft": ("foot", "feet"),
    }.items():
        _unit = f"{_length}{_sign}"
        UNITS |= {_unit: _unit, f"{_word} {_length}": _unit}
        UNITS |= {f"{_word} {_name}{end}": _unit for _name in _names for end in ("s", "")}
SMALL = {
    word: number
    for number, word in enumerate(
        words.listed(
            """
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
            fifteen sixteen seventeen eighteen nineteen
            """
        )
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        words.listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "m": 1e6,
    "bn": 1e9,
    "k": 1e3,
}
VAGUE = {
    "several": (3, 12),
    "a few": (3, 8),
    "few": (1, 8),
    "a couple of": (2, 3),
    "a handful of": (3, 9),
    "a dozen": (12, 12),
    "dozens": (24, 144),
    "tens of thousands": (10_000, 100_000),
    "hundreds of thousands": (100_000, 1e6),
    "tens of millions": (1e7, 1e8),
    "hundreds of millions": (1e8, 1e9),
    "hundreds": (200, 2_000),
    "thousands": (2_000, 20_000),
    "millions": (2e6, 2e7),
    "many": (5, math.inf),
}
SHARES = {
    "half": (50, 50),
    "a third": (33, 34),
    "one third": (33, 34),
    "two thirds": (66, 67),
    "a quarter": (25, 25),
    "one quarter": (25, 25),
    "three quarters": (75, 75),
    "most": (50.1, 100),
    "a majority": (50.1, 100),
}
ABOUT = words.listed("about around roughly approximately nearly almost some estimated circa")
AT_LEAST = ("more than", "over", "at least", "no fewer than", "no less than", "upwards of")
AT_MOST = ("less than", "fewer than", "under", "at most", "up to", "no more than", "not more than")
PERIODS = {
    "year": "year",
    "annum": "year",
    "annually": "year",
    "yearly": "year",
    "annual": "year",
    "month": "month",
    "monthly": "month",
    "week": "week",
    "weekly": "week",
    "day": "day",
    "daily": "day",
}
LABELLED = re.compile(
    r"\b(?:number|nos?\.?|proposition|prop\.?|amendment|article|section|title|chapter|bill|question|"
    r"measure|district|route|highway|interstate|flight|room|page|type|phase|tier|class|covid|version)"
    r"[\s-]*$",
    re.IGNORECASE,
)
"""What a number after it is the name of: Proposition 47 is no quantity."""
MEASURES = words.listed("""
    seconds minutes hours days weeks months years decades centuries
    millimetres centimetres metres meters kilometres kilometers km inches feet foot yards miles
    acres hectares grams kilograms kilos kg pounds ounces tons tonnes kilotonnes megatonnes
    litres liters gallons barrels watts kilowatts megawatts gigawatts celsius fahrenheit
""")
"""Units of one kind, of which other numbers are the same: no two of them are compared."""
BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
ROUNDING = 0.025
"""A number that ends in zeros may be off by as much of itself."""
VAGUENESS = 0.1

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NUMBER_WORDS = "|".join([*SMALL, *TENS])
_UNIT_WORDS = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))
_BEFORE = "|".join([*AT_LEAST, *AT_MOST, *ABOUT])
QUANTITY = re.compile(
    rf"(?:\b(?P<before>{_BEFORE})(?:\s+(?:an?|about))?\s+)?"
    rf"(?P<minus>\bminus\s+|(?<![\w)\]%.,])[-−](?=[\d$€£¥]))?"
    rf"(?P<sign>us\$|c\$|[$€£¥])?\s*"
    rf"(?:(?P<digits>(?<![\w.,])\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|(?<![\w.,])\d+(?:\.\d+)?)"
    rf"|\b(?P<words>(?:{_NUMBER_WORDS})(?:[- ](?:{_NUMBER_WORDS}))?)\b)"
    rf"(?P<ordinal>st|nd|rd|th)?(?!\d|['’]?s\b)"
    rf"(?:\s*-?(?P<scale>hundred|thousand|million|billion|trillion|bn|m|k)\b)?"
    rf"(?:\s*(?:in|out of)\s+(?:every\s+)?(?P<of>10|100|ten|four|five|three)\b)?"
    rf"(?:\s*-?(?P<unit>{_UNIT_WORDS})(?![a-z]))?",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?P<vague>"
    + "|".join(
        share.replace(" ", r"[\s-]") for share in sorted([*VAGUE, *SHARES], key=len, reverse=True)
    )
    + r")\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:" + "|".join(share.replace(" ", r"[\s-]") for share in SHARES) + r")\b", re.IGNORECASE
)
_PER = re.compile(
    r"^[^.;,]{0,30}?\b(?:(?:a|per|each|every)\s+(year|annum|month|week|day)"
    r"|(annually|yearly|monthly|weekly|daily))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Quantity:
    """`low` to `high`, both included; `decimals` of the number as it was said."""

    low: float
    high: float
    unit: str = ""
    per: str = ""
    said: str = ""
    start: int = 0
    end: int = 0
    decimals: int = 0
    vague: bool = False

    @property
    def middle(self) -> float:
        return self.low if math.isinf(self.high) else (self.low + self.high) / 2


def find(text: str) -> list[Quantity]:
    """Return the quantities of `text` in their order. Years and days of a month are none."""
    found = [one for match in QUANTITY.finditer(text) if (one := _number(text, match))]
    shares = [match.span() for match in _SHARE.finditer(text)]
    # The “two” of two thirds is no number of its own.
    found = [one for one in found if all(not (a <= one.start < b) for a, b in shares)]
    found = _ranges(text, found)
    taken = [(one.start, one.end) for one in found]
    for match in _VAGUE.finditer(text):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            found.append(_vague(text, match))
    return sorted(found, key=lambda one: one.start)


def whole(value: str, unit: str = "") -> Quantity | None:
    """Read a value that is nothing but a quantity, such as "75.8" with the unit "%"."""
    text = f"{value} {unit}".strip()
    if is_year(value.strip()) and not unit:
        return None
    found = find(text)
    if len(found) != 1 or found[0].start > 0 or found[0].end < len(value.strip()):
        return None
    only = found[0]
    known = only.unit or unit_of(unit)
    return replace(only, unit=known, per=only.per or per_of(unit))


def is_year(word: str) -> bool:
    return bool(re.fullmatch(r"(1[5-9]|20)\d\d", word))


def unit_of(unit: str) -> str:
    """Return one name for a unit: CAD for "Canadian dollars"; what is counted stays as it is."""
    plain = re.sub(r"\b(a|per)\s+(year|month|week|day)\b", "", unit.lower()).strip()
    return UNITS.get(plain, plain.upper() if plain.upper() in UNITS.values() else plain)


def per_of(text: str) -> str:
    match = _PER.match(f" {text}")
    return PERIODS[(match[1] or match[2]).lower()] if match else ""


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether both can be right at once. Units and periods are not looked at."""
    if one.low <= other.high and other.low <= one.high:
        return True
    coarse, fine = sorted((one, other), key=lambda quantity: quantity.decimals)
    if coarse.decimals < fine.decimals and not (coarse.vague or fine.vague):
        return round(fine.middle, coarse.decimals) == coarse.middle
    slack = max(_slack(one), _slack(other))
    return one.low - slack <= other.high and other.low - slack <= one.high


def same(one: Quantity, other: Quantity) -> bool:
    """Whether both say the same: of “at least 40” and “at least 60” both can be right, no more."""
    bounds = (one.low, one.high, other.low, other.high)
    if all(map(math.isfinite, bounds)):
        return agree(one, other)
    return bounds[:2] == bounds[2:]


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether both count the same: no dollars against yuan, no share against a number.

    Nor one measure against another: 36 months are three years, and 984 feet are 300 metres.
    """
    special = set(UNITS.values())
    measures = {words.stem(unit) for unit in (one.unit, other.unit)}
    if len(measures) > 1 and measures <= _measures():
        return False
    return one.unit == other.unit or not {one.unit, other.unit} & special


@cache
def _measures() -> frozenset[str]:
    return frozenset(map(words.stem, MEASURES))


def _slack(one: Quantity) -> float:
    """Return what a number may have been rounded by: 49,000 by at most 2.5 %."""
    if one.vague or one.decimals or one.low != one.high or one.low < 1000 or one.low % 100:
        return 0
    return ROUNDING * one.low


def _ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Read “between 10 and 20” as one quantity."""
    read: list[Quantity] = []
    for one in found:
        last = read[-1] if read else None
        if last and AND.fullmatch(text[last.end : one.start]):
            before = BETWEEN.search(text[: last.start])
            if before and comparable(replace(last, unit=last.unit or one.unit), one):
                low, start = min(last.low, one.low), before.start()
                said = text[start : one.end]
                read[-1] = replace(
                    one, low=low, high=max(last.high, one.high), said=said, start=start, vague=True
                )
                continue
        read.append(one)
    return read


def _number(text: str, match: re.Match[str]) -> Quantity | None:
    digits = match["digits"]
    bare = digits and not (match["unit"] or match["sign"] or match["scale"])
    if bare and (is_year(digits) or match["ordinal"] or _is_day(text, match)):
        return None
    if LABELLED.search(text[: match.start("digits" if digits else "words")]):
        return None
    value = float(digits.replace(",", "")) if digits else _of_words(match["words"])
    if match["minus"]:
        value = -value
    decimals = len(digits.partition(".")[2]) if digits else 0
    if match["scale"]:
        value *= SCALES[match["scale"].lower()]
    unit = UNITS.get((match["sign"] or match["unit"] or "").lower(), "")
    if match["unit"] and match["sign"]:
        unit = UNITS.get(match["unit"].lower(), unit)
    if match["of"]:
        value, unit = 100 * value / _of_words(match["of"]), "%"
    low, high, vague = _widened(value, (match["before"] or "").lower())
    per = per_of(text[match.end() : match.end() + 40])
    said = match[0].strip()
    start = match.end() - len(match[0].lstrip())
    if match["scale"] and decimals:
        decimals = 0  # 2.3 million: what was rounded is the million
    return Quantity(low, high, unit, per, said, start, match.end(), decimals, vague)


def _is_day(text: str, match: re.Match[str]) -> bool:
    """Whether a number stands beside a month: 20 December, December 20."""
    after = re.match(rf"\s+(?:of\s+)?(?:{_MONTH})\b", text[match.end() :], re.IGNORECASE)
    before = re.search(rf"\b(?:{_MONTH})\b\.?\s*$", text[: match.start("digits")], re.IGNORECASE)
    return bool(after or before)


def _of_words(said: str) -> float:
    if said.isdecimal():
        return float(said)
    parts = re.split(r"[- ]", said.lower())
    return float(sum(SMALL.get(part, TENS.get(part, 0)) for part in parts))


def _widened(value: float, before: str) -> tuple[float, float, bool]:
    if before in AT_LEAST:
        return value, math.inf, True
    if before in AT_MOST:
        return -math.inf, value, True
    if before in ABOUT:
        return value * (1 - VAGUENESS), value * (1 + VAGUENESS), True
    return value, value, False


def _vague(text: str, match: re.Match[str]) -> Quantity:
    word = re.sub(r"[\s-]", " ", match["vague"].lower())
    low, high = VAGUE.get(word) or SHARES[word]
    unit = "" if word in VAGUE else "%"
    per = per_of(text[match.end() : match.end() + 40])
    return Quantity(low, high, unit, per, match[0], match.start(), match.end(), 0, low != high)
