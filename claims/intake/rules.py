"""What a cell may hold: one set of rules for imports through the admin and for load_claims.

The widgets in `columns` read cells one by one, claims/intake/loading/checking.py checks thousands
by SQL; both take patterns, limits and remedies from here, and a test holds their answers together.
"""

import re

from claims.models import Claim

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
DAY_REMEDY = "Write the day like 2025-03-14."

PRIORITIES = ("1", "2", "3", "4", "5")
PRIORITY = 3
PRIORITY_REMEDY = "Use a number from 1 (first) to 5 (last)."

YES = ("true", "yes", "1")
NO = ("false", "no", "0", "")
YES_NO_REMEDY = "Write true or false."

_topics: object = Claim._meta.get_field("topics")
TOPIC_LENGTH: int = _topics.base_field.max_length  # type: ignore[attr-defined]
TOPIC_SIGNS = r"-a-zA-Z0-9_"
TOPIC = rf"[{TOPIC_SIGNS}]{{1,{TOPIC_LENGTH}}}"
TOPICS_APART = " \t\r\n,|"
BETWEEN_TOPICS = rf"[{TOPICS_APART}]+"
TOPIC_REMEDY = f"use letters, digits, hyphens and underscores, {TOPIC_LENGTH} at most."

LANGUAGE = "en"
"""Of a row that says none."""

KEY_REMEDY = "Give each claim an id of your own, which stays."
TWICE_REMEDY = "An earlier row has this id already: one row a claim."

NO_CLAIMANT = "There is no such claimant: add it first, and write its key."
MANY_CLAIMANTS = "Several claimants have this name: add it first, and write its key."

NO_ARTICLE = "There is no article of this key: add it first."
NO_EXACT = "Give the exact words of the passage."
NO_PLACE = "The article’s text is not stored: give start and end, in characters."
PLACE = r"[0-9]{1,9}"


def topics(cell: str) -> list[str]:
    return [word for word in re.split(BETWEEN_TOPICS, cell) if word]
