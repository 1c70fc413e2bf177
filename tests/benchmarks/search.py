"""Would the ranking of matching serve q= better than ts_rank? `python -m tests.benchmarks.search`.

    python -m tests.benchmarks.search FOLDER KEPT

FOLDER is that of the public evaluation data, KEPT one where `evaluate matching --keep` has left its
vectors. Each query is asked as it is, and as its three or two rarest words, which is how people
search; what has all the words is ranked in each way. Prints MAP@5.
"""

import os
import sys
from pathlib import Path

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402  needs the set-up above
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from claims.language import bm25, embeddings, ranking, stems  # noqa: E402
from claims.language.measured import answers, corpus, matching  # noqa: E402

MOST = {"all words": 10_000, "three rarest": 3, "two rarest": 2}
INSERT = """
INSERT INTO searched VALUES (%s, setweight(to_tsvector('factcheck_english', %s), 'A')
    || setweight(to_tsvector('factcheck_english', %s), 'B'))
"""
SEARCH = """
SELECT place, ts_rank(words, query) FROM searched,
    plainto_tsquery('factcheck_english', %s) AS query
WHERE words @@ query ORDER BY place DESC
"""


def load(cursor, claims):
    cursor.execute("DROP TABLE IF EXISTS searched")
    cursor.execute("CREATE TEMPORARY TABLE searched (place int, words tsvector)")
    rows = [(n, claim.text, claim.title) for n, claim in enumerate(claims)]
    cursor.executemany(INSERT, rows)
    cursor.execute("CREATE INDEX ON searched USING gin (words)")
    cursor.execute("ANALYZE searched")


def typed(text, known, most):
    """Return the rarest words of a text, as somebody would type them; unknown ones are left out."""
    words = [word for word in dict.fromkeys(stems.plain(text).split()) if stems.of(word)]
    if most >= len(words):
        return " ".join(words)
    often = {word: min(len(known.places.get(stem, ())) or len(known.keys)
                       for stem in stems.of(word)) for word in words}  # fmt: skip
    kept = set(sorted(words, key=often.__getitem__)[:most])
    return " ".join(word for word in words if word in kept)


def rankings(asked, vector, rows, known):
    """Yield the name of each ranking, with the scores of what was found."""
    places = [place for place, _ in rows]
    weights = bm25.weights(stems.of(asked), known.known)
    words = np.array([bm25.score(weights, known.stems[n], known.known) for n in places])
    meaning = known.vectors[places] @ vector
    yield "newest", np.array(places)
    yield "ts_rank", np.array([rank for _, rank in rows])
    yield "BM25", words
    yield "BM25 and vectors", ranking.WORDS_WEIGHT * ranking.z(words) + ranking.z(meaning)


def measure(cursor, known, queries, most):
    """Return how many queries find a right claim at all, and MAP@5 of each ranking."""
    texts = {key: typed(text, known, most) for key, text in queries.texts.items()}
    vectors = embeddings.of(list(texts.values()))
    found, scores = [], {}
    for (key, asked), vector in zip(texts.items(), vectors, strict=True):
        cursor.execute(SEARCH, [asked])
        rows, right = cursor.fetchall(), queries.right[key]
        found.append(any(known.keys[place] in right for place, _ in rows))
        for name, values in rankings(asked, vector, rows, known) if rows else ():
            best = [known.keys[rows[n][0]] for n in np.argsort(-values, kind="stable")[:5]]
            scores.setdefault(name, []).append(matching.average_precision(best, right))
    return np.mean(found), {name: sum(all_) / len(texts) for name, all_ in scores.items()}


def main():
    folder, kept = map(Path, sys.argv[1:])
    made = setup_databases(verbosity=0, interactive=False)
    try:
        for part in ("matching", "politifact"):
            claims = answers.reviewed(folder / part)
            known = corpus.Corpus(claims, corpus.vectors(claims, kept / f"{part}.npy"))
            with connection.cursor() as cursor:
                load(cursor, claims)
                for split in ("train", "dev"):
                    queries = answers.queries(folder / part, split)
                    for name, most in MOST.items():
                        share, scores = measure(cursor, known, queries, most)
                        shown = "  ".join(f"{one} {score:.4f}" for one, score in scores.items())
                        print(f"{part} {split}, {name}: found {share:.3f}  {shown}", flush=True)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
