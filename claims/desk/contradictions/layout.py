"""Where things stand in a picture: boxes side by side, in each its clusters, each on an ellipse.

Pure geometry, without a random number: the same input gives the same picture.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

NODE = (190, 58)
"""Width and height of a member's card."""
SPACE = 26
"""Between two cards of one box, at the least."""
PAD = 22
HEAD = 30
"""Room for the title at the top of a box."""
GROWTH = 1.12
MOST_TRIES = 60


@dataclass(frozen=True)
class Point:
    """The middle of something."""

    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """The box of each group, the place of each member, and the size of the whole."""

    boxes: list[Box]
    places: dict[Hashable, Point]
    width: float
    height: float


def arrange(groups: Sequence[Sequence[Sequence[Hashable]]], *, width: float) -> Picture:
    """Place groups of clusters in rows of about `width`; the order of all of them is kept."""
    inside = [_inside(members, width=width - 2 * PAD) for members in groups]
    boxes = shelves([(group.width, group.height) for group in inside], width=width)
    places = {
        member: Point(box.x + point.x, box.y + point.y)
        for box, group in zip(boxes, inside, strict=True)
        for member, point in group.places.items()
    }
    right = max((box.x + box.width for box in boxes), default=0)
    bottom = max((box.y + box.height for box in boxes), default=0)
    return Picture(boxes, places, right + PAD, bottom + PAD)


def _inside(groups: Sequence[Sequence[Hashable]], *, width: float) -> Picture:
    """Place the clusters of one box, measured from its corner, below its title."""
    rings = [ring(len(members)) for members in groups]
    parts = shelves([(spread.width, spread.height) for spread in rings], width=width)
    places = {
        member: Point(part.x + point.x, part.y + point.y + HEAD)
        for members, part, spread in zip(groups, parts, rings, strict=True)
        for member, point in zip(members, spread.points, strict=True)
    }
    right = max((part.x + part.width for part in parts), default=0)
    bottom = max((part.y + part.height for part in parts), default=0)
    return Picture(parts, places, right + PAD, bottom + PAD + HEAD)


@dataclass(frozen=True)
class Ring:
    """Members of one cluster, measured from its corner."""

    points: list[Point]
    width: float
    height: float


def ring(count: int) -> Ring:
    """Place `count` cards on the smallest ellipse on which no two of them touch."""
    across, down = (0.0, 0.0) if count == 1 else (float(NODE[0]) * 0.62, float(NODE[1]))
    points = _on_ellipse(count, across, down)
    for _try in range(MOST_TRIES):
        if not _touch(points):
            break
        across, down = across * GROWTH, down * GROWTH
        points = _on_ellipse(count, across, down)
    left = min((point.x for point in points), default=0) - NODE[0] / 2
    top = min((point.y for point in points), default=0) - NODE[1] / 2
    right = max((point.x for point in points), default=0) + NODE[0] / 2
    bottom = max((point.y for point in points), default=0) + NODE[1] / 2
    moved = [Point(point.x - left, point.y - top) for point in points]
    return Ring(moved, right - left, bottom - top)


def shelves(sizes: Iterable[tuple[float, float]], *, width: float) -> list[Box]:
    """Place boxes from left to right, and below where the row is full."""
    boxes: list[Box] = []
    x = y = float(PAD)
    highest = 0.0
    for wide, high in sizes:
        if x > PAD and x + wide + PAD > width:
            x, y, highest = float(PAD), y + highest + PAD, 0.0
        boxes.append(Box(x, y, wide, high))
        x, highest = x + wide + PAD, max(highest, high)
    return boxes


def clusters(keys: Sequence[Key], pairs: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """Return `keys` in components that `pairs` hold together, the largest first."""
    home = {key: [key] for key in keys}
    for one, other in pairs:
        ours, theirs = home[one], home[other]
        if ours is not theirs:
            ours += theirs
            home.update(dict.fromkeys(theirs, ours))
    unique = {id(members): members for members in home.values()}
    place = {key: number for number, key in enumerate(keys)}
    found = [sorted(members, key=place.__getitem__) for members in unique.values()]
    return sorted(found, key=lambda members: (-len(members), place[members[0]]))


def trimmed(start: Point, end: Point) -> tuple[Point, Point]:
    """Return the line between two cards, from edge to edge."""
    return _leaving(start, end), _leaving(end, start)


def _leaving(start: Point, end: Point) -> Point:
    dx, dy = end.x - start.x, end.y - start.y
    if dx == 0 and dy == 0:
        return start
    scale = min(
        NODE[0] / 2 / abs(dx) if dx else float("inf"),
        NODE[1] / 2 / abs(dy) if dy else float("inf"),
        0.5,
    )
    return Point(start.x + dx * scale, start.y + dy * scale)


def _on_ellipse(count: int, across: float, down: float) -> list[Point]:
    if count == 2:
        return [Point(0, -down * 0.8), Point(0, down * 0.8)]
    turns = [2 * pi * number / count - pi / 2 for number in range(count)]
    return [Point(across * cos(turn), down * sin(turn)) for turn in turns]


def _touch(points: list[Point]) -> bool:
    return any(
        abs(one.x - other.x) < NODE[0] + SPACE and abs(one.y - other.y) < NODE[1] + SPACE
        for number, one in enumerate(points)
        for other in points[number + 1 :]
    )
