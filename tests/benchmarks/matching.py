"""`make bench-matching SIZE=100000`: how long matching one text takes among so many published claims.

The claims are made: twelve words each, as common as Zipf's law has it; their vectors lie around
those of real sentences of such words. They go straight into the tables that matching looks up, past
publishing. What is measured is all that the API does for one text but JSON: its vector, the
questions to the database as the role of the record, the ranking, the probability.
"""

import os
import statistics
import sys
import time

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, connections  # noqa: E402  needs the set-up above
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from pgvector import HalfVector  # noqa: E402

from claims.language import embeddings, stems  # noqa: E402
from claims.record import similarity  # noqa: E402

WORDS, LONG, CENTRES, ASKED = 60_000, 12, 500, 200
CHUNK = 20_000
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "el")]


def vocabulary(rng):
    parts = rng.choice(SYLLABLES, size=(WORDS, 3))
    return np.array(["".join(row) for row in parts])


def texts(rng, words, count):
    """Yield texts whose words are as common as their rank says: the n-th 1/n as often."""
    often = 1 / np.arange(1, len(words) + 1)
    for row in rng.choice(words, size=(count, LONG), p=often / often.sum()):
        yield " ".join(row)


def around(rng, centres, count):
    """Vectors around the centres, as near to them as claims about one matter are."""
    found = centres[rng.integers(len(centres), size=count)]
    found = found + rng.normal(scale=0.04, size=found.shape)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def fill(rng, words, centres, size):
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("DROP INDEX published_match_near")
        for start in range(0, size, CHUNK):
            count = min(CHUNK, size - start)
            with cursor.copy(
                "COPY record_match (claim_id, stems, vector, asked, filled) FROM STDIN"
            ) as copy:
                made = zip(texts(rng, words, count), around(rng, centres, count), strict=True)
                for n, (text, vector) in enumerate(made, start):
                    found = "{" + ",".join(stems.of(text)) + "}"
                    row = (f"{n:032x}", found, HalfVector(vector).to_text(), 1, 1)
                    copy.write_row(row)
            progress("claims", start + count, size)
        progress("index of vectors", 0, 1)
        cursor.execute(
            "CREATE INDEX published_match_near ON record_match USING hnsw"
            " (vector halfvec_cosine_ops)"
        )
        cursor.execute("VACUUM ANALYZE record_match, record_stem")


def progress(what, done, total):
    print(f"\r{what}: {done:,} of {total:,}      ", end="", file=sys.stderr, flush=True)


def timed(asked):
    """Return the milliseconds of each text: in all, and for its vector alone."""
    whole, vector = [], []
    for text in asked:
        start = time.perf_counter()
        similarity.ask(similarity.RECORD, [text], using="record")
        between = time.perf_counter()
        embeddings.of([text])
        vector.append(1000 * (time.perf_counter() - between))
        whole.append(1000 * (between - start))
    return whole, vector


def main():
    size = int(os.environ.get("SIZE", "100000"))
    rng = np.random.default_rng(1)
    words = vocabulary(rng)
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "record"})
    try:
        centres = embeddings.of(list(texts(rng, words, CENTRES)))
        start = time.perf_counter()
        fill(rng, words, centres, size)
        filled = time.perf_counter() - start
        asked = list(texts(rng, words, ASKED))
        timed(asked[:20])
        whole, vector = timed(asked)
        print(
            f"\rclaims {size:,}, filled in {filled:.0f} s\n"
            f"one text, {ASKED} asked: median {statistics.median(whole):.1f} ms,"
            f" 95 % within {statistics.quantiles(whole, n=20)[-1]:.1f} ms\n"
            f"of that its vector: median {statistics.median(vector):.1f} ms"
        )
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
