"""Judgements of proposed pairs: read from a table, counted by pair and relation."""

from pathlib import Path

import pytest

from claims.management.evaluation import judged

KEPT = Path(__file__).resolve().parents[2] / "docs" / "judgements"
HEAD = "one\tother\trelation\tuseful\twhy\n"


def table(folder, text):
    file = folder / "pairs.tsv"
    file.write_text(text, encoding="utf-8")
    return file


def test_share_counts_pairs_in_either_order_and_what_nobody_judged(tmp_path):
    rows = "a\tb\tcontradicts\tyes\tone number\nc\td\tcorroborates\tno\ta heading\n"
    known = judged.read(table(tmp_path, HEAD + rows))
    pairs = [("b", "a", "contradicts"), ("c", "d", "corroborates"), ("a", "c", "contradicts")]
    assert str(known.share(pairs)) == "1 of 2 useful, 1 not judged"


def test_pair_under_another_relation_is_not_judged(tmp_path):
    known = judged.read(table(tmp_path, HEAD + "a\tb\tcontradicts\tyes\tone number\n"))
    assert known.of("a", "b", "supersedes") is None


def test_answer_that_is_neither_yes_nor_no_is_named_with_its_line(tmp_path):
    with pytest.raises(ValueError, match="line 2: “perhaps” is no answer; write yes or no"):
        judged.read(table(tmp_path, HEAD + "a\tb\tcontradicts\tperhaps\t\n"))


def test_table_without_its_head_is_refused(tmp_path):
    with pytest.raises(ValueError, match="it needs"):
        judged.read(table(tmp_path, "a\tb\tyes\n"))


def test_kept_judgements_are_complete_and_in_our_own_words():
    files = sorted(KEPT.glob("*.tsv"))
    assert files
    for file in files:
        judged.read(file)
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            one, other, _, _, why = line.split("\t")
            assert one != other
            assert 0 < len(why.split()) <= 12
