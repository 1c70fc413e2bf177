"""What changed between two texts, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

MOST_WORDS = 4000
"""Where more than this changed, of both texts together, one stands whole beside the other."""
AROUND = 80
"""How many characters of what stayed the same are shown before and after a change."""
LONGEST = 6000
"""How many characters of one piece are shown at the most."""

# A script that puts no space between words is compared sign by sign.
WORD = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A piece of either text: `same`, `removed` or `added`; `gap` stands for what is not shown."""

    kind: str
    text: str


def words(before: str, after: str) -> list[Piece]:
    """Return both texts as pieces: same + removed is `before`, same + added is `after`."""
    old, new = WORD.findall(before), WORD.findall(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = _between(old[head : len(old) - tail], new[head : len(new) - tail])
    found = [("same", old[:head]), *middle, ("same", old[len(old) - tail :])]
    return _calmed([Piece(kind, "".join(part)) for kind, part in found if part])


def excerpt(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out what stayed the same far from any change, and the middle of very long pieces."""
    shown: list[Piece] = []
    for number, piece in enumerate(pieces):
        first, last = number == 0, number == len(pieces) - 1
        if piece.kind == "same":
            shown += _shortened(piece, 0 if first else AROUND, 0 if last else AROUND)
        else:
            shown += _shortened(piece, LONGEST // 2, LONGEST // 2)
    return shown


def _common(old: list[str], new: list[str]) -> int:
    """Return how many words both begin with."""
    for number, (ours, theirs) in enumerate(zip(old, new, strict=False)):
        if ours != theirs:
            return number
    return min(len(old), len(new))


def _between(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    if len(old) + len(new) > MOST_WORDS:
        return [("removed", old), ("added", new)]
    found: list[tuple[str, list[str]]] = []
    # Words that stand everywhere start no match (autojunk): it bounds the work.
    for tag, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found.append(("same", old[i:j]))
        else:
            found += [("removed", old[i:j]), ("added", new[k:m])]
    return found


def _calmed(pieces: list[Piece]) -> list[Piece]:
    """Join changes that nothing but spaces or signs keeps apart: people read phrases."""
    removed = added = ""
    calm: list[Piece] = []
    for piece, after in pairwise([*pieces, Piece("end", "")]):
        between = (removed or added) and after.kind not in {"end", "same"}
        kept = piece.kind == "same" and not (between and not re.search(r"\w", piece.text))
        if kept:
            calm += _changed(removed, added)
            calm.append(piece)
            removed = added = ""
        else:
            removed += piece.text if piece.kind != "added" else ""
            added += piece.text if piece.kind != "removed" else ""
    return calm + _changed(removed, added)


def _changed(removed: str, added: str) -> list[Piece]:
    return [piece for piece in (Piece("removed", removed), Piece("added", added)) if piece.text]


def _shortened(piece: Piece, start: int, end: int) -> list[Piece]:
    """Keep about `start` and `end` characters of a piece, whole words of them."""
    text = piece.text
    if len(text) <= start + end + AROUND:
        return [piece]
    left = text[:start].rsplit(" ", 1)[0] if start else ""
    right = text[-end:].split(" ", 1)[-1] if end else ""
    kept = [Piece(piece.kind, left), Piece("gap", "…"), Piece(piece.kind, right)]
    return [part for part in kept if part.text]
