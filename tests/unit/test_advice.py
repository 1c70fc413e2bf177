"""Advice on texts: lengths, and verdicts where none belongs."""

import pytest

from claims.desk.review import advice

RATINGS = ("True", "Half true", "Mostly false", "False", "Misleading")


@pytest.mark.parametrize(("length", "kept"), [(1, True), (74, True), (75, False)])
def test_claim_is_under_75_characters(length, kept):
    assert advice.of_claim("x" * length, RATINGS).kept is kept


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The measure is in force.", []),
        ("It is FALSE that the measure is in force.", ["False"]),
        ("It is mostly false, and half true.", ["Mostly false", "Half true"]),
        ("A truer word, falsehoods, untrue.", []),
        ("(misleading)", ["Misleading"]),
    ],
)
def test_words_of_a_verdict_in_a_claim_are_named(text, found):
    said = advice.of_claim(text, RATINGS)
    assert list(said.verdicts) == found
    assert said.kept is not bool(found)


def test_title_fits_in_a_list():
    assert advice.of_title("x" * advice.MOST_TITLE).kept
    assert not advice.of_title("x" * (advice.MOST_TITLE + 1)).kept


@pytest.mark.parametrize(("length", "kept"), [(49, False), (50, True), (1500, True), (1501, False)])
def test_explanation_is_neither_a_word_nor_a_book(length, kept):
    assert advice.of_explanation(f"  {'x' * length}  ").kept is kept
