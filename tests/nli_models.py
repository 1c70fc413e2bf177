"""A tiny model of inference as people export theirs: ONNX, a tokenizer, a config. It has one rule.

“not” in the second sentence is a contradiction, anything else is none.
"""

import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

WORDS = ["[UNK]", "[CLS]", "[SEP]", "not", "the", "bridge", "is", "open"]
LABELS = ("ENTAILMENT", "neutral", "Contradiction")
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
SURE = 6.0


def write(folder, *, labels=LABELS, inputs=INPUTS, outputs=3, kind=TensorProto.INT64, bias=0.0):
    """Write model.onnx, tokenizer.json and config.json; what differs is what a test is about."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(_model(inputs, outputs, kind, bias), str(folder / "model.onnx"))
    _tokenizer().save(str(folder / "tokenizer.json"))
    config = {"id2label": {str(n): label for n, label in enumerate(labels)}}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def _model(inputs, outputs, kind, bias):
    """Add up a row of weights for each token; tokens of the second sentence have rows of their own."""
    weights = np.zeros((2 * len(WORDS), outputs), np.float32)
    weights[len(WORDS) + WORDS.index("not"), -1] = SURE
    constants = {
        "weights": weights,
        "words": np.array(len(WORDS), np.int64),
        "places": np.array([1], np.int64),
        "bias": np.full(outputs, bias, np.float32),
    }
    given = [helper.make_tensor_value_info(name, kind, ["batch", "tokens"]) for name in inputs]
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["ids"], to=TensorProto.INT64),
        helper.make_node("Cast", [inputs[-1]], ["sides"], to=TensorProto.INT64),
        helper.make_node("Mul", ["sides", "words"], ["offsets"]),
        helper.make_node("Add", ["ids", "offsets"], ["rows"]),
        helper.make_node("Gather", ["weights", "rows"], ["each"]),
        helper.make_node("ReduceSum", ["each", "places"], ["sums"], keepdims=0),
        helper.make_node("Add", ["sums", "bias"], ["logits"]),
    ]
    answer = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", outputs])
    graph = helper.make_graph(
        nodes,
        "one rule",
        given,
        [answer],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _tokenizer():
    words = {word: n for n, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
    )
    # As many are saved: padded, which a pair alone does not need.
    tokenizer.enable_padding(length=64)
    return tokenizer
