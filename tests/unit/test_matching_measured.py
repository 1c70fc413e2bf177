"""Measuring: the figures against rankings whose value is known by hand."""

import pytest

from claims.language.measured import answers, corpus, matching

CLAIMS = (
    "claim_id\tclaim\ttitle\n"
    "c1\tCanada taxes canola.\tA tariff on canola\n"
    "c2\tA 10-meter anaconda swims in Brazil.\tIs the anaconda real?\n"
    "c3\tA baby draws cartoons.\t\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "claims.tsv").write_text(CLAIMS, encoding="utf-8")
    (tmp_path / "dev.queries.tsv").write_text(
        "query_id\tquery\nq1\tthe canola tax of Canada\nq2\tgiant anaconda swimming\nq3\tno answer\n",
        encoding="utf-8",
    )
    (tmp_path / "dev.qrels.tsv").write_text(
        "query_id\tclaim_id\nq1\tc1\nq2\tc2\n", encoding="utf-8"
    )
    return tmp_path


def test_average_precision_is_that_of_the_task():
    assert matching.average_precision(["a", "b"], {"a"}) == 1
    assert matching.average_precision(["x", "b"], {"b"}) == 0.5
    assert matching.average_precision(["a", "x", "b"], {"a", "b"}) == pytest.approx((1 + 2 / 3) / 2)
    assert matching.average_precision([*"vwxyz", "a"], {"a"}) == 0


def test_recall_counts_only_where_precision_holds():
    sure = [matching.Sure(p, right) for p, right in ((0.9, True), (0.8, False), (0.7, True))]
    assert matching.recall_at_precision(sure, 2) == 0.5
    assert matching.recall_at_precision([matching.Sure(0.9, False)], 2) == 0


def test_small_corpus_is_ranked_and_measured(folder):
    claims = answers.reviewed(folder)
    split = answers.queries(folder, "dev")
    assert set(split.texts) == {"q1", "q2"}
    searched = corpus.Corpus(claims, corpus.vectors(claims, None))
    found = matching.figures(searched, split)
    assert (found.queries, found.ours, found.words, found.vectors) == (2, 1, 1, 1)
    query = matching.asked(split)["q1"]
    assert "c1" not in [one.key for one in searched.ranked(query, without={"c1"})]


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"neither claims\.tsv"):
        answers.reviewed(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"dev\.qrels\.tsv is missing"):
        answers.queries(tmp_path, "dev")
