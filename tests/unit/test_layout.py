"""The geometry of the picture: nothing overlaps, and the same input gives the same picture."""

import pytest

from claims.desk.contradictions import layout
from claims.desk.contradictions.layout import NODE, PAD, Point


def overlapping(boxes):
    return [
        (one, other)
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    ]


def card(point):
    return layout.Box(point.x - NODE[0] / 2, point.y - NODE[1] / 2, *NODE)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 13, 30, 60])
def test_cards_of_a_cluster_do_not_touch_and_stay_inside(count):
    ring = layout.ring(count)
    assert len(ring.points) == count
    cards = [card(point) for point in ring.points]
    assert overlapping(cards) == []
    for place in cards:
        assert 0 <= place.x <= ring.width - place.width
        assert 0 <= place.y <= ring.height - place.height


def test_boxes_do_not_overlap_and_stay_within_the_width():
    sizes = ((5, 1), (1,), (3, 3, 1, 1, 1, 1), (2,), (2, 1), (1,))
    groups = [[[(n, m, k) for k in range(size)] for m, size in enumerate(group)]
              for n, group in enumerate(sizes)]  # fmt: skip
    picture = layout.arrange(groups, width=1100)
    cards = [card(point) for point in picture.places.values()]
    assert len(cards) == 23
    assert overlapping(cards) == []
    assert overlapping(picture.boxes) == []
    assert picture.width <= 1100 + PAD
    assert max(box.y + box.height for box in picture.boxes) < picture.height


def test_box_that_is_wider_than_the_picture_has_a_row_to_itself():
    boxes = layout.shelves([(50, 10), (400, 10), (50, 10)], width=200)
    assert [box.y for box in boxes] == [PAD, 10 + 2 * PAD, 20 + 3 * PAD]


def test_same_input_gives_the_same_picture():
    groups = [[["a", "b"], ["c"]], [["d"]]]
    assert layout.arrange(groups, width=900) == layout.arrange(groups, width=900)


def test_nothing_gives_an_empty_picture():
    picture = layout.arrange([], width=900)
    assert (picture.boxes, picture.places) == ([], {})


def test_clusters_are_what_pairs_hold_together_the_largest_first():
    pairs = [("d", "b"), ("b", "e"), ("e", "d")]
    assert layout.clusters("abcde", pairs) == [["b", "d", "e"], ["a"], ["c"]]


@pytest.mark.parametrize("end", [Point(500, 0), Point(0, 300), Point(400, 250), Point(-300, -40)])
def test_line_begins_and_ends_on_the_edge_of_a_card(end):
    start = Point(0, 0)
    first, last = layout.trimmed(start, end)
    for point, middle in ((first, start), (last, end)):
        across = abs(point.x - middle.x) / (NODE[0] / 2)
        down = abs(point.y - middle.y) / (NODE[1] / 2)
        assert max(across, down) == pytest.approx(1)
