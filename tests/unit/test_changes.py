"""What one document says otherwise than another, in words."""

from copy import deepcopy

import pytest

from claims.web import changes
from tests import documents

PAIR = {
    "id": 1, "kind": "number", "relation": "contradicts", "value": "75.8 %", "other_value": "84 %",
    "other": {
        "id": "other", "url": "/claims/other/", "text": "China charges 84 %.",
        "valid_from": None, "valid_to": None,
    },
    "holds": "this", "note": "Two rates.", "resolution": "The newer one holds.",
}  # fmt: skip


def _document(**changed):
    source = documents.source(
        source_type="primary", locator="p. 3", note="See the annex.", article=None
    )
    place = documents.place("a", "2026-01-16") | {
        "prefix": "of ",
        "suffix": " on",
        "start": 3,
        "end": 7,
    }
    return deepcopy(
        documents.document(
            as_of="2026-01-20", single_source_reason="", sources=[source], appearances=[place],
            contradictions=[PAIR],
            point_at_issue={
                "subject": "canola", "property": "duty", "value": "75.8", "unit": "%",
                "valid_from": "2025-03-14", "valid_to": None,
            },
        )
        | changed
    )  # fmt: skip


def _told(before, after):
    return [
        (row.heading, row.label, row.before, row.after) for row in changes.between(before, after)
    ]


def _leaves(value, path=()):
    if isinstance(value, dict | list):
        for name, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(member, (*path, name))
    else:
        yield path


LEAVES = [path for path in _leaves(_document()) if path[0] not in changes.ENVELOPE]


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_no_difference_goes_unsaid(path):
    after = _document()
    *within, name = path
    part = after
    for step in within:
        part = part[step]
    part[name] = "2020-02-02" if name in changes.DATES else "something else"
    told = changes.between(_document(), after)
    assert told
    assert changes.between(_document(), _document()) == []


def test_a_version_and_its_note_are_no_difference():
    assert changes.between(_document(), _document(version=9, note="N", published_at="x")) == []


def test_verdict_comes_first_and_alone():
    rating = documents.FALSE | {"key": "half", "text": "Half true", "value": 3, "colour": "#123456"}
    told = _told(_document(), _document(text="China charges 76 %.", rating=rating))
    assert told[0] == ("Verdict", "Verdict", "False", "Half true")
    assert [heading for heading, *_ in told] == ["Verdict", "Claim"]


def test_dates_and_codes_are_in_words():
    after = _document(as_of="2026-02-01")
    after["sources"][0]["stance"] = "context"
    assert _told(_document(), after) == [
        ("As of", "As of", "20 January 2026", "1 February 2026"),
        ("Sources: The official gazette", "Stance", "Refutes", "Context"),
    ]


def test_claimant_may_become_unknown():
    assert _told(_document(), _document(claimant=None)) == [
        ("Claimant", "Claimant", "Mark Carney", "")
    ]


def test_sources_are_added_removed_and_moved():
    first, second = _document()["sources"][0], documents.source(
        url="https://example.org/register", title="The register", locator="", source_type="primary",
        note="",
    )  # fmt: skip
    (added,) = changes.between(_document(), _document(sources=[first, second]))
    assert (added.heading, added.done) == ("Sources: The register", "added")
    (removed,) = changes.between(_document(sources=[first, second]), _document(sources=[second]))
    assert (removed.heading, removed.done) == ("Sources: The official gazette", "removed")
    (moved,) = changes.between(
        _document(sources=[first, second]), _document(sources=[second, first])
    )
    assert (moved.heading, moved.done) == ("Sources", "moved")


def test_a_source_is_known_again_by_its_address():
    after = _document()
    after["sources"][0]["title"] = "The gazette"
    after["sources"][0]["locator"] = "p. 4"
    assert {row.label for row in changes.between(_document(), after)} == {"Title", "Locator"}


def test_long_texts_are_compared_word_by_word_and_short_ones_stand_side_by_side():
    (short,) = changes.between(_document(), _document(title="Quite so"))
    assert short.pieces == []
    long = (
        "The ministry says four people were detained, and two documents of that month agree. " * 3
    )
    (row,) = changes.between(
        _document(explanation=f"{long}Before."), _document(explanation=f"{long}After.")
    )
    assert [piece.kind for piece in row.pieces] == ["gap", "same", "removed", "added", "same"]
