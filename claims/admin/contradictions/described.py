"""What is said of a contradiction, as its page and the board have it: described and decided."""

from claims.admin.saving import shapes, stale
from claims.desk.contradictions import noting
from claims.models import Contradiction

LABELS = {
    "left": "One claim",
    "right": "The other claim",
    "left_value": "The one says",
    "right_value": "The other says",
}
ALL = (*noting.DESCRIBED_FIELDS, "status", "holds", "resolution")
"""What a decision is about: all that its page shows of the two."""
ON_THE_BOARD = ("relation", "note")

DESCRIBED = shapes.Shape(Contradiction, noting.DESCRIBED_FIELDS, labels=LABELS)
DECIDED = shapes.Shape(Contradiction, ALL, labels=LABELS, shown=ALL)
CARD = shapes.Shape(
    Contradiction,
    ALL,
    labels=LABELS,
    shown=tuple(name for name in ALL if name not in ON_THE_BOARD),
)


def require_seen(row: Contradiction, seen: str) -> None:
    """Raise ChangedMeanwhile if what was seen is not what would be decided."""
    if seen != stale.token(row, DECIDED):
        raise stale.changed(row, DECIDED, "nothing was decided. Look at it again, then decide.")


def unsaved(fields: dict[str, str], typed: dict[str, str]) -> list[tuple[str, str]]:
    """Return what was typed into `fields` (name by label), as people read it."""
    reader = shapes.Reader()
    return [
        (label, reader.read(Contradiction, name, typed[name]) if name in ALL else typed[name])
        for label, name in fields.items()
        if typed.get(name)
    ]
