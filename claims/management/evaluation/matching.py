"""`manage.py evaluate matching`: which reviewed claim a text repeats, on public data."""

from collections.abc import Iterator
from pathlib import Path

from claims.language import calibration
from claims.language.measured import answers, corpus, matching


def report(data: Path, *, split: str, fit: bool, keep: Path | None) -> Iterator[str]:
    """Yield the report line by line. `data` has claims, and queries and qrels of each split.

    `fit` makes the probability anew from the train split; `keep` is a folder for the vectors.
    """
    claims = answers.reviewed(data)
    measured = answers.queries(data, split)
    train = answers.queries(data, "train") if fit else None
    yield f"{data.name}: {len(claims)} claims, {split}"
    kept_in = keep / f"{data.resolve().name}.npy" if keep else None
    searched = corpus.Corpus(claims, corpus.vectors(claims, kept_in))
    if train:
        name = f"CheckThat! 2022 task 2, {data.resolve().name}/train"
        calibration.write(matching.fit(searched, train, name=name))
        yield f"fitted on {name}, written to {calibration.FILE.name}"
    yield from _lines(matching.figures(searched, measured))


def _lines(found: matching.Figures) -> Iterator[str]:
    yield f"queries {found.queries}"
    yield f"MAP@5 {found.ours:.4f}"
    yield f"  BM25 alone {found.words:.4f}"
    yield f"  embeddings alone {found.vectors:.4f}"
    aim = f"recall at precision {matching.PRECISION:.2f}, half of the queries novel"
    yield f"{aim} {found.recall:.4f}"
    yield f"  BM25 of the ranking's first {found.recall_words:.4f}"
    yield f"  cosine of the ranking's first {found.recall_vectors:.4f}"
    yield (
        f"at our threshold {calibration.threshold():.2f}: precision {found.precision_shown:.4f},"
        f" recall {found.recall_shown:.4f}"
    )
