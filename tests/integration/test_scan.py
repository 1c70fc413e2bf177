"""The first proposals over a base of claims: as the product's queue makes them, with their shares."""

import pytest

from claims.language.measured import answers
from claims.management.evaluation import judged, scan

pytestmark = pytest.mark.django_db
TEXTS = {
    "a": "The new harbour bridge cost the town 40 million dollars.",
    "b": "The new harbour bridge cost the town 50 million dollars.",
    "c": "Says the new harbour bridge is closed to lorries for ever.",
    "d": "“The new harbour bridge is closed to lorries for ever.”",
    "e": "Alice grows tomatoes on the roof of her house.",
}


@pytest.fixture
def rows():
    stated = "stated on October 22, 2019 in a speech:"
    return scan.proposed([answers.Reviewed(key, text, "", stated) for key, text in TEXTS.items()])


def test_pairs_are_proposed_the_surest_first(rows):
    assert [(set(row.keys), row.relation) for row in rows] == [
        ({"c", "d"}, "corroborates"),
        ({"a", "b"}, "contradicts"),
    ]
    assert rows[0].score > rows[1].score


def test_shares_are_said_of_all_and_of_the_board(rows):
    pair = frozenset(("a", "b")), "contradicts"
    lines = list(scan.shares(rows, 50, judged.Judgements({pair: True})))
    assert lines == [
        "all kinds, first 50: 2 pairs, 1 of 1 useful, 1 not judged",
        "but for the same text once more, first 50: 2 pairs, 1 of 1 useful, 1 not judged",
        "contradictions and the like, first 50: 1 pairs, 1 of 1 useful",
    ]


def test_day_is_read_as_it_is_printed(rows):
    said = rows[1]
    assert scan.Claim.objects.get(external_id=said.keys[0]).claim_date.isoformat() == "2019-10-22"
