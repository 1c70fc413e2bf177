"""How many rivals each way of finding them finds: `python -m tests.benchmarks.rivals_recall`.

    python -m tests.benchmarks.rivals_recall FOLDER [--size 19250] [--keep VECTORS.npy]

FOLDER is that of the public evaluation data: PolitiFact's claims are loaded into a database of the
tests, and indexed. What there is to find is known by comparing every pair whose words may be alike
enough, which nobody could wait for in a large base, and every pair that one of the ways finds.
Making vectors takes minutes; `--keep` keeps them in a file for the next run.
"""

import argparse
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import numpy as np  # noqa: E402  needs the set-up above
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from pgvector import HalfVector  # noqa: E402
from rich.progress import track  # noqa: E402
from scipy import sparse  # noqa: E402

from claims.desk.rivals import blocking, proposing, reading  # noqa: E402
from claims.language import embeddings  # noqa: E402
from claims.language.statements import comparing, wording  # noqa: E402
from claims.models import Claim, ClaimMatch, ClaimSketch  # noqa: E402
from tests.benchmarks import rivals  # noqa: E402

BATCH = 500
POLITIFACT = 19_250


def index(claims, vectors):
    known = reading.known_names()
    for start in track(range(0, len(claims), BATCH), description="indexing"):
        some = claims[start : start + BATCH]
        blocking.index(some, known)
        ClaimMatch.objects.bulk_create(
            [
                ClaimMatch(claim=claim, vector=HalfVector(vector))
                for claim, vector in zip(some, vectors[start : start + BATCH], strict=True)
            ],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=["vector"],
        )


def alike(claims):
    """Return all pairs whose words may be alike enough, from the stems that are stored."""
    stems = dict(ClaimSketch.objects.values_list("claim", "stems"))
    places = {
        stem: n for n, stem in enumerate(sorted({s for found in stems.values() for s in found}))
    }
    rows = [(n, places[stem]) for n, claim in enumerate(claims) for stem in stems[claim.pk]]
    ones, columns = zip(*rows, strict=True)
    shape = (len(claims), len(places))
    has = sparse.csr_matrix((np.ones(len(rows), np.int32), (ones, columns)), shape)
    found = set()
    for start in track(range(0, len(claims), BATCH), description="all pairs"):
        shared = (has[start : start + BATCH] @ has.T).tocoo()
        for one, other, both in zip(shared.row + start, shared.col, shared.data, strict=True):
            if one < other and both >= wording.FEWEST:
                left, right = claims[one].pk, claims[other].pk
                if wording.possible(int(both), len(stems[left]), len(stems[right])):
                    found.add((left, right))
    return found


def asked(source, claims):
    keys = [claim.pk for claim in claims]
    batches = range(0, len(keys), BATCH)
    found = (pair for start in batches for pair in source(keys[start : start + BATCH]))
    return {(min(pair), max(pair)) for pair in found}


def rivals_among(pairs, claims):
    """Return the pairs of which the comparison proposes something."""
    known = reading.known_names()
    read = {claim.pk: reading.statement(claim) for claim in claims}
    compared = ((pair, comparing.compare(*(read[pk] for pk in pair), known)) for pair in pairs)
    return {pair for pair, found in compared if found and found.score >= proposing.LEAST}


def vectors_of(texts, kept):
    if kept and kept.exists():
        return np.load(kept)[: len(texts)]
    found = embeddings.of(texts)
    if kept:
        np.save(kept, found)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=POLITIFACT)
    parser.add_argument("--keep", type=Path)
    said = parser.parse_args()
    texts = [text for text, _ in zip(rivals.texts(said.folder), range(said.size), strict=False)]
    vectors = vectors_of(texts, said.keep)
    made = setup_databases(verbosity=0, interactive=False, aliases={"default", "record"})
    try:
        rivals.load(texts, 0)
        claims = list(Claim.objects.order_by("pk"))
        index(claims, vectors)
        pairs = {source.__name__: asked(source, claims) for source in blocking.SOURCES}
        every = alike(claims).union(*pairs.values())
        whole = rivals_among(every, claims)
        print(f"{len(claims)} claims, {len(every)} pairs compared: {len(whole)} proposals")
        pairs["all of these"] = set().union(*pairs.values())
        for name, found in pairs.items():
            print(f"{name}: {len(found)} pairs, {len(found & whole)} of the proposals")
        print(f"left after the sketches: {len(blocking.worthwhile(pairs['all of these']))} pairs")
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
