"""Who says it: "X said that …", "according to X, …" are taken off before statements compare."""

import re
from typing import NamedTuple

SAYING = (
    r"says|said|claims|claimed|states|stated|argues|argued|believes|believed|insists|insisted|"
    r"denies|denied|told\s+\w+|thinks|thought|warns|warned|announced|announces|reports|reported|"
    r"suggests|suggested"
)
NEGATIVE = ("denies", "denied")
SPEAKER = r"(?P<who>[^\W\d_a-z][^,;:]{0,60}?)"
FORMS = [
    re.compile(
        rf"^{SPEAKER}\s+[\"“]?(?P<verb>{SAYING})(?:\s+in\s+[^,]{{1,30}}?)?\s+that\s+(?P<rest>.+)$",
        re.S,
    ),
    re.compile(
        rf"^{SPEAKER}\s+[\"“]?(?P<verb>says|said|claims|claimed|denies|denied)[,:]?\s+(?P<rest>.+)$",
        re.S,
    ),
    re.compile(rf"^[Aa]ccording to {SPEAKER},\s+(?P<rest>.+)$", re.S),
    re.compile(r"^(?P<verb>Says|Said|Claims)\s+(?:that\s+)?(?P<rest>.+)$", re.S),
]


class Attributed(NamedTuple):
    """A statement without who says it; `denied`: it is said to be wrong."""

    statement: str
    speaker: str = ""
    denied: bool = False


def split(text: str) -> Attributed:
    """Take the speaker off a sentence that has one."""
    for form in FORMS:
        match = form.match(text.strip())
        if match:
            groups = match.groupdict()
            rest = groups["rest"]
            return Attributed(
                rest[:1].upper() + rest[1:],
                (groups.get("who") or "").strip(),
                (groups.get("verb") or "") in NEGATIVE,
            )
    return Attributed(text.strip())
