"""Advice on what is written: it is shown beside the field, live, and never stops anybody.

What must be so is in claims.desk.review.standards.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims.desk.review import standards

MOST_CLAIM = 74
"""Characters. Google asks for a claimReviewed of less than 75, which a telephone does not wrap."""
MOST_TITLE = 100
MOST_EXPLANATION = 1500


@dataclass(frozen=True)
class Advice:
    """One piece of advice on a text; the page counts its characters anew while one types."""

    text: str
    length: int
    most: int
    least: int = 0
    verdicts: tuple[str, ...] = ()
    """Words of a verdict that the text has and should not have."""
    watched: tuple[str, ...] = ()
    """All the words that it should not have."""

    @property
    def kept(self) -> bool:
        return self.least <= self.length <= self.most and not self.verdicts


def of_claim(text: str, ratings: Iterable[str]) -> Advice:
    """Advise on a claim: short, and without the verdict on it."""
    watched = tuple(ratings)
    return Advice(
        "Google asks for fewer than 75; a claim has no word of its verdict.",
        len(text.strip()),
        MOST_CLAIM,
        verdicts=tuple(verdicts_in(text, watched)),
        watched=watched,
    )


def of_title(text: str) -> Advice:
    return Advice(f"Up to {MOST_TITLE} characters fit in a list.", len(text.strip()), MOST_TITLE)


def of_explanation(text: str) -> Advice:
    least = standards.MIN_EXPLANATION
    words = (
        f"At least {least} characters; over {MOST_EXPLANATION:,} is long: begin with the reason."
    )
    return Advice(words, len(text.strip()), MOST_EXPLANATION, least=least)


def verdicts_in(text: str, ratings: Iterable[str]) -> list[str]:
    """Return the ratings (“False”, “Half true”) whose words stand in `text`, longest first."""
    found: list[str] = []
    left = text
    for rating in sorted(ratings, key=len, reverse=True):
        pattern = re.compile(rf"(?<!\w){re.escape(rating)}(?!\w)", re.IGNORECASE)
        if rating and pattern.search(left):
            found.append(rating)
            left = pattern.sub(" ", left)
    return found
