"""Published claims for the benchmark of matching, as many as are wanted, in minutes.

They go straight into the tables that matching looks up, past publishing. With a FOLDER of public
data (docs/quality.md) they are its reviewed claims, each many times: of every copy but the first,
a third of the stems are those of other claims, and the vector lies between those of two claims,
with noise. So stems are as common as in real claims, and no vocabulary grows: at a million they
are more common than they would be. Without a folder, texts are twelve made words, as common as
Zipf's law has it, and vectors lie around those of 500 such texts.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np
from django.db import connection
from pgvector import HalfVector
from pgvector.psycopg import register_vector

from claims.language import embeddings, stems
from claims.language.measured import answers, corpus

WORDS, LONG, CENTRES = 60_000, 12, 500
CHUNK = 20_000
NOISE = 0.02
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "el")]
INDEXES = {
    "published_match_stems": "gin (stems) WITH (fastupdate = off)",
    "published_match_near": "hnsw (vector halfvec_cosine_ops)",
}
COUNT = """
INSERT INTO record_stem (stem, claims, places)
SELECT stem, count(DISTINCT claim_id), count(*)
FROM record_match, unnest(stems) AS stem GROUP BY stem
UNION ALL SELECT '', count(*), sum(cardinality(stems)) FROM record_match
"""


@dataclass(frozen=True)
class Base:
    """What claims are made from: stems and vectors of some, and the texts that are asked."""

    stems: list[list[str]]
    vectors: embeddings.Vectors
    asked: list[str]


def real(folder, keep):
    """Read the claims and the queries of the train split of each part of `folder`."""
    found, vectors, asked = [], [], []
    for part in ("politifact", "matching"):
        claims = answers.reviewed(folder / part)
        kept_in = Path(keep) / f"{part}.npy" if keep else None
        vectors.append(corpus.vectors(claims, kept_in))
        found += [stems.of(f"{claim.text} {claim.title}") for claim in claims]
        asked += answers.queries(folder / part, "train").texts.values()
    return Base(found, np.concatenate(vectors), asked)


def zipf(rng):
    words = np.array(["".join(row) for row in rng.choice(SYLLABLES, size=(WORDS, 3))])
    often = 1 / np.arange(1, WORDS + 1)
    rows = rng.choice(words, size=(CHUNK, LONG), p=often / often.sum())
    texts = [" ".join(row) for row in rows]
    centres = embeddings.of(texts[:CENTRES])
    around = centres[rng.integers(CENTRES, size=CHUNK)]
    return Base([stems.of(text) for text in texts], around, texts[CENTRES:])


def fill(base, size, rng):
    """Load `size` claims, count their stems, build the indexes."""
    connection.ensure_connection()
    register_vector(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '4GB'")
        cursor.execute("SET max_parallel_maintenance_workers = 2")
        cursor.execute("ALTER TABLE record_match DISABLE TRIGGER count_new")
        cursor.execute("TRUNCATE record_match, record_stem")
        for name in INDEXES:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        for start in range(0, size, CHUNK):
            _load(cursor, _made(base, start, min(CHUNK, size - start), rng), start)
            progress("claims", start + CHUNK, size)
        cursor.execute("ALTER TABLE record_match ENABLE TRIGGER count_new")
        progress("counts", 0, 1)
        cursor.execute(COUNT)
        for name, definition in INDEXES.items():
            progress(name, 0, 1)
            cursor.execute(f"CREATE INDEX {name} ON record_match USING {definition}")
        cursor.execute("VACUUM ANALYZE record_match, record_stem")


def _load(cursor, rows, start):
    with cursor.copy(
        "COPY record_match (claim_id, stems, vector, asked, filled) FROM STDIN (FORMAT BINARY)"
    ) as copy:
        copy.set_types(["uuid", "text[]", "halfvec", "int4", "int4"])
        for n, (found, vector) in enumerate(rows, start):
            copy.write_row((UUID(int=n), found, HalfVector(vector), 1, 1))


def _made(base, start, count, rng):
    known = len(base.stems)
    one = np.arange(start, start + count) % known
    other = rng.integers(known, size=count)
    share = (
        rng.uniform(0, 0.5, size=(count, 1)) * (np.arange(start, start + count) >= known)[:, None]
    )
    vectors = (1 - share) * base.vectors[one] + share * base.vectors[other]
    vectors += (share > 0) * rng.normal(scale=NOISE, size=vectors.shape)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for n, vector in enumerate(vectors.astype(np.float16)):
        found = base.stems[one[n]]
        if start + n >= known:
            others = base.stems[other[n]]
            found = found[: -(len(found) // 3) or None] + others[-(len(found) // 3) :]
        yield found, vector


def progress(what, done, total):
    print(f"\r{what}: {done:,} of {total:,}      ", end="", file=sys.stderr, flush=True)
