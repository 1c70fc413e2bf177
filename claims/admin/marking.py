"""What differs between two texts, marked for people: in values side by side, and in history."""

from dataclasses import dataclass

from claims.language import differences
from claims.models import Contradiction

LEAST_SAME = 0.5
"""Where less of a text than this stayed the same, before and after stand whole: marks would
break it into crumbs."""

Marked = list[tuple[str, bool]]
"""Pieces of a text, and whether each is what differs."""


@dataclass(frozen=True)
class Sides:
    """A contradiction with both values as pieces: what differs is marked on its own side."""

    row: Contradiction

    @property
    def left(self) -> list[differences.Piece]:
        return self._side("removed")

    @property
    def right(self) -> list[differences.Piece]:
        return self._side("added")

    def _side(self, kind: str) -> list[differences.Piece]:
        pieces = differences.words(self.row.left_value, self.row.right_value)
        return [piece for piece in pieces if piece.kind in {"same", kind}]


def changed(before: str, after: str) -> list[differences.Piece]:
    """Return what changed as an excerpt, or nothing where whole texts say it better."""
    pieces = differences.words(before, after)
    same = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    if same < LEAST_SAME * max(len(before), len(after), 1):
        return []
    return differences.excerpt(pieces)


def marked(left: str, right: str) -> tuple[Marked, Marked]:
    """Return both texts in pieces, with the words marked that only one of them has."""
    pieces = differences.words(left, right)
    return (
        [(piece.text, piece.kind == "removed") for piece in pieces if piece.kind != "added"],
        [(piece.text, piece.kind == "added") for piece in pieces if piece.kind != "removed"],
    )
