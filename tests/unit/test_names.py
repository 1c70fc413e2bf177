"""The table of aliases, as people fill it in."""

import pytest

from claims.language.statements import names


@pytest.mark.parametrize("spelling", ["—", "–", " ", ".", "…"])
def test_spelling_without_a_letter_stands_nowhere(spelling):
    known = names.Names({spelling: "Mark Carney"})
    text = "the mayor of canada. he met xi"
    assert known.canonical(text) == text
    assert not known.named(text)


@pytest.mark.parametrize("spelling", ["J.D.", "Bush Jr.", "C++", "(then) mayor"])
def test_spelling_that_begins_or_ends_with_a_sign_is_found(spelling):
    known = names.Names({spelling: "Mark Carney"})
    assert known.canonical(f"They asked {spelling} today") == "they asked mark carney today"


def test_spelling_within_a_longer_word_is_not_found():
    known = names.Names({"Kane": "Mark Carney"})
    assert known.canonical("Kaner met kane's aide") == "kaner met mark carney's aide"
