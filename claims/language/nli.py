"""How likely two sentences contradict, as a model of natural language inference says it.

We ship none. Whoever has one names its folder, and it speaks in place of the weights that we
learned (`statements.learned`).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MODEL, TOKENIZER, CONFIG = "model.onnx", "tokenizer.json", "config.json"
LABEL = "contradiction"
TOKENS = 256
"""What stands further on in a pair is not read."""
KINDS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
TRIAL = ("A man is eating.", "Nobody is eating.")


class Unusable(ValueError):
    """A folder that holds no model which we can ask; the message says why, and what to do."""


@dataclass(frozen=True)
class Model:
    """A sequence classifier for pairs: its graph, its tokenizer, and its labels in their order."""

    session: Any
    tokenizer: Any
    labels: tuple[str, ...]

    def probability(self, one: str, other: str) -> float:
        """Return how likely the two contradict; which of them comes first says nothing."""
        return (self._of(one, other) + self._of(other, one)) / 2

    def _of(self, premise: str, hypothesis: str) -> float:
        scores = self.scores(premise, hypothesis)[0].astype(np.float64)
        shares = np.exp(scores - scores.max())
        return float(shares[self.labels.index(LABEL)] / shares.sum())

    def scores(self, premise: str, hypothesis: str) -> Any:
        """Return what the graph answers to one pair: 1 × the number of labels."""
        encoded = self.tokenizer.encode(premise, hypothesis)
        known = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        given = {
            wanted.name: np.array([known[wanted.name]], KINDS[wanted.type])
            for wanted in self.session.get_inputs()
        }
        return self.session.run([_output(self.session)], given)[0]


_folder: Path | None = None


def use(folder: Path | None) -> None:
    """Have the model of this folder asked from now on; None: no model. It is read when asked."""
    global _folder  # noqa: PLW0603  # one model a process, as its configuration says
    _folder = folder


def chosen() -> Model | None:
    """Return the model in use, if there is one. Raises Unusable."""
    return _kept(_folder) if _folder else None


def load(folder: Path) -> Model:
    """Read a model and ask it once, so that what is wrong with it is known now. Raises Unusable."""
    for name in (MODEL, TOKENIZER, CONFIG):
        if not (folder / name).is_file():
            raise Unusable(
                f"{folder / name} is no file: the folder needs {MODEL}, {TOKENIZER}, {CONFIG}."
            )
    model = Model(
        _session(folder / MODEL), _tokenizer(folder / TOKENIZER), _labels(folder / CONFIG)
    )
    _try(model, folder / MODEL)
    return model


_kept = cache(load)


def _labels(file: Path) -> tuple[str, ...]:
    try:
        named = json.loads(file.read_text(encoding="utf-8"))["id2label"]
        labels = tuple(str(named[str(n)]).lower() for n in range(len(named)))
    except (ValueError, KeyError, TypeError) as error:
        raise Unusable(
            f"{file} names no labels ({error!r}): it needs"
            ' {"id2label": {"0": "contradiction", "1": "entailment", …}}.'
        ) from error
    if LABEL not in labels:
        raise Unusable(
            f"{file} names the labels {', '.join(labels)}: one must be {LABEL!r}. Write into"
            " id2label what the model's card says of them."
        )
    return labels


def _tokenizer(file: Path) -> Any:
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # tokenizers raises nothing narrower
        raise Unusable(
            f"{file} cannot be read as a tokenizer: {error}. Save it with save_pretrained()."
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS)
    return tokenizer


def _session(file: Path) -> Any:
    options = onnxruntime.SessionOptions()
    # Workers share the processors already, as in `embeddings`.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # each of its errors is a class of its own, below Exception
        raise Unusable(f"{file} cannot be read as ONNX: {error}. Export it anew.") from error
    ours = ("input_ids", "attention_mask", "token_type_ids")
    for wanted in session.get_inputs():
        if wanted.name not in ours or wanted.type not in KINDS:
            raise Unusable(
                f"{file} asks for {wanted.name!r} as {wanted.type}: we give {', '.join(ours)},"
                " of whole numbers. Export it as a sequence classification."
            )
    return session


def _output(session: Any) -> str:
    names = [one.name for one in session.get_outputs()]
    return "logits" if "logits" in names else names[0]


def _try(model: Model, file: Path) -> None:
    try:
        scores = np.asarray(model.scores(*TRIAL))
    except Exception as error:  # as above
        raise Unusable(f"{file} fails on a pair of sentences: {error}. Export it anew.") from error
    if scores.shape != (1, len(model.labels)) or not np.isfinite(scores).all():
        raise Unusable(
            f"{file} answers one pair with {_output(model.session)!r} of shape {scores.shape}; for"
            f" the labels {', '.join(model.labels)} it must be (1, {len(model.labels)}), of finite"
            " numbers. Export it as a sequence classification, with its own config.json."
        )
