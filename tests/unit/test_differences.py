"""Differences between two texts, word by word."""

import time

from hypothesis import example, given
from hypothesis import strategies as st

from claims.language import differences

TEXT = st.text(alphabet="ab c,.\n中文é{", max_size=60)


def _text(pieces, *kinds):
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(TEXT, TEXT)
@example("", "")
@example("a b", "a, b")
def test_pieces_are_both_texts(before, after):
    pieces = differences.words(before, after)
    assert _text(pieces, "same", "removed") == before
    assert _text(pieces, "same", "added") == after
    assert all(text for _, text in pieces)


@given(TEXT)
def test_equal_texts_have_no_difference(text):
    assert {kind for kind, _ in differences.words(text, text)} <= {"same"}


def test_a_changed_word_is_shown_alone():
    assert differences.words("China charges 84 % now.", "China charged 84 % now.") == [
        ("same", "China "), ("removed", "charges"), ("added", "charged"), ("same", " 84 % now."),
    ]  # fmt: skip


def test_a_changed_phrase_is_one_change():
    pieces = differences.words("It was in May 2024 there.", "It was in July 2025 there.")
    assert pieces[1:3] == [("removed", "May 2024"), ("added", "July 2025")]


def test_signs_of_a_script_without_spaces_are_compared_one_by_one():
    assert differences.words("中国加税", "中国减税")[1:3] == [("removed", "加"), ("added", "减")]


def test_excerpt_leaves_out_what_is_far_from_a_change():
    far = "word " * 200
    pieces = differences.excerpt(differences.words(f"{far}old {far}", f"{far}new {far}"))
    assert [kind for kind, _ in pieces] == ["gap", "same", "removed", "added", "same", "gap"]
    assert len(_text(pieces, "same")) <= 2 * differences.AROUND


def test_excerpt_of_short_texts_is_all_of_them():
    pieces = differences.words("Not so.", "Quite so.")
    assert differences.excerpt(pieces) == pieces


def test_huge_texts_stand_beside_each_other():
    before, after = "x " * 100_000 + "x", "y " * 100_000 + "y"
    pieces = differences.excerpt(differences.words(before, after))
    assert {kind for kind, _ in pieces} == {"removed", "added", "gap"}
    assert sum(len(text) for _, text in pieces) <= 2 * differences.LONGEST + 2


def test_the_worst_texts_take_no_longer_than_a_second():
    many = differences.MOST_WORDS // 4 - 2
    worst = [
        (
            " ".join("ab"[i % 2] for i in range(many)),
            " ".join("ab"[i % 3 % 2] for i in range(many)),
        ),
        (" ".join(str(i % 150) for i in range(many)), " ".join(str(-i % 150) for i in range(many))),
    ]
    for before, after in worst:
        started = time.perf_counter()
        differences.words(f"{before} end", f"start {after}")
        assert time.perf_counter() - started < 1
