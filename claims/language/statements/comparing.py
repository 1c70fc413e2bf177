"""Two statements side by side: do they contradict, follow one another, or say the same, and why.

First their points at issue, where both are about one subject and property: values are compared by
what they are (a quantity, a holder of an office, a time, a yes or no, words). Where they have none
in common, the words are compared: one difference in otherwise the same sentence.
"""

import re

from claims.language.statements import names, points, values, wording
from claims.language.statements.findings import Finding
from claims.language.statements.statement import Statement

PROPOSED = 0.9
"""What a score is worth where a point at issue was only proposed, on either side."""
UNNAMED = re.compile(
    r"(?:i|you|he|she|it|we|they|there|this|that|these|those)$|(?:my|your|his|her|its|our|their)\s",
    re.IGNORECASE,
)
"""A proposed subject that stands elsewhere: “they have 12 members” is said of many."""


def compare(one: Statement, other: Statement, known: names.Names) -> Finding | None:
    """Return how two statements relate, or None where nothing is worth a look."""
    given = not (one.proposed or other.proposed)
    if one.proposed and other.proposed and (found := wording.same(one, other, known)):
        return found
    if _same_point(one, other, known):
        found = values.compare(one, other, known)
        if found is not None:
            return found if given else found.worth(PROPOSED)
        if given or points.is_role(one.point.property):
            return None
    found = wording.compare(
        one, other, known, least=wording.ALIKE_GIVEN if given else wording.ALIKE
    )
    if found and given and not (found.same or _same_subject(one, other, known)):
        return None  # Two subjects that people wrote are two things, however alike the words.
    return found


def _same_point(one: Statement, other: Statement, known: names.Names) -> bool:
    if not (one.point and other.point and _same_subject(one, other, known)):
        return False
    if any(each.proposed and UNNAMED.match(each.point.subject) for each in (one, other)):
        return False
    return known.key(one.point.property) == known.key(other.point.property)


def _same_subject(one: Statement, other: Statement, known: names.Names) -> bool:
    return known.key(one.point.subject) == known.key(other.point.subject)
