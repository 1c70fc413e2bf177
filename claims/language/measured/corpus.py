"""Reviewed claims in memory, asked as the database is asked: the same candidates, ranking, limits.

One thing differs: the nearest vectors are the true ones here, where PostgreSQL's HNSW misses a few.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claims.language import bm25, embeddings, ranking, stems
from claims.language.measured import answers

EACH = 100
"""Candidates by words, and as many by vectors; claims/sql/matching_v1.sql has the same."""


@dataclass(frozen=True)
class Query:
    text: str
    vector: embeddings.Vectors

    @property
    def stems(self) -> list[str]:
        return stems.of(stems.plain(self.text))


class Corpus:
    def __init__(self, claims: Sequence[answers.Reviewed], vectors: embeddings.Vectors) -> None:
        self.keys = [claim.key for claim in claims]
        self.stems = [stems.of(f"{claim.text} {claim.title}") for claim in claims]
        self.vectors = vectors
        self.places: dict[str, list[int]] = {}
        for n, found in enumerate(self.stems):
            for stem in set(found):
                self.places.setdefault(stem, []).append(n)
        frequency = Counter({stem: len(places) for stem, places in self.places.items()})
        self.known = bm25.Statistics(len(claims), sum(map(len, self.stems)), frequency)

    def ranked(self, query: Query, *, without: Collection[str] = ()) -> list[ranking.Ranked]:
        """Return what our ranking finds, as if the claims `without` had never been reviewed."""
        cosines = self.vectors @ query.vector
        found = {*self._by_words(query.stems), *self._nearest(cosines, EACH)}
        rows = [n for n in sorted(found) if self.keys[n] not in without]
        candidates = [
            ranking.Candidate(self.keys[n], self.stems[n], float(cosines[n])) for n in rows
        ]
        return ranking.ranked(query.stems, candidates, self.known)

    def by_words(self, query: Query) -> list[str]:
        """Return the best of BM25 alone, of all claims and by all words: a baseline."""
        found = {n for stem in set(query.stems) for n in self.places.get(stem, [])}
        weights = bm25.weights(query.stems, self.known)
        scores = sorted((-bm25.score(weights, self.stems[n], self.known), n) for n in found)
        return [self.keys[n] for _, n in scores[: ranking.SHOWN]]

    def by_vectors(self, query: Query) -> list[str]:
        """Return the nearest of the embeddings alone: a baseline."""
        return [self.keys[n] for n in self._nearest(self.vectors @ query.vector, ranking.SHOWN)]

    def _by_words(self, asked: Collection[str]) -> list[int]:
        rare = bm25.rarest(asked, self.known)
        scores: Counter[int] = Counter()
        for stem in rare:
            for n in self.places[stem]:
                scores[n] += bm25.weight(stem, self.known)  # type: ignore[assignment]  # a float
        return [n for n, _ in scores.most_common(EACH)]

    def _nearest(self, cosines: embeddings.Vectors, count: int) -> list[int]:
        return [int(n) for n in np.argsort(-cosines, kind="stable")[:count]]


def vectors(claims: Sequence[answers.Reviewed], kept_in: Path | None) -> embeddings.Vectors:
    """Return the vectors of `claims`: from the file `kept_in` where it has them, else made anew."""
    if kept_in and kept_in.is_file():
        read: embeddings.Vectors = np.load(kept_in)
        if len(read) == len(claims):
            return read
    made = embeddings.of_claims([(claim.text, claim.title) for claim in claims])
    if kept_in:
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept_in, made)
    return made
