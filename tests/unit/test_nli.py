"""A model of inference of the user's own: what it says is taken, what is wrong with it is told."""

import math

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from onnx import TensorProto

from claims.language import nli
from claims.language.statements import comparing, learned, names
from claims.language.statements.statement import Statement
from claims.management.evaluation import pairs
from factcheck import checks
from tests import nli_models

OPEN, SHUT = "The new bridge over the river is open", "The new bridge over the river is not open"
SURE = math.exp(nli_models.SURE) / (math.exp(nli_models.SURE) + 2)


@pytest.fixture
def folder(tmp_path):
    return nli_models.write(tmp_path / "model")


@pytest.fixture
def chosen(folder):
    nli.use(folder)
    yield folder
    nli.use(None)


def test_both_directions_count_the_same(folder):
    model = nli.load(folder)
    assert model.probability(OPEN, SHUT) == pytest.approx((SURE + 1 / 3) / 2)
    assert model.probability(SHUT, OPEN) == model.probability(OPEN, SHUT)
    assert model.probability(OPEN, OPEN) == pytest.approx(1 / 3)


def test_long_pairs_are_cut(folder):
    assert nli.load(folder).probability("the bridge " * 5000, "is open") == pytest.approx(1 / 3)


def test_32_bits_do_as_well(tmp_path):
    model = nli.load(nli_models.write(tmp_path, kind=TensorProto.INT32))
    assert model.probability(SHUT, SHUT) == pytest.approx(SURE)


def test_comparing_takes_its_word(chosen):
    assert learned.probability(OPEN, SHUT) == pytest.approx((SURE + 1 / 3) / 2)
    with_model = score(OPEN, SHUT)
    nli.use(None)
    assert learned.probability(OPEN, SHUT) == learned.weights().probability(OPEN, SHUT)
    assert with_model != score(OPEN, SHUT)


def score(one, other):
    found = comparing.compare(Statement(one), Statement(other), names.Names())
    assert found.relation == "contradicts"
    return found.score


def test_evaluation_shows_its_line(chosen, tmp_path):
    for file in pairs.FILES.values():
        rows = [
            f"The bridge {n} is open\tThe bridge {n} is {word}open\t{label}"
            for n in range(10)
            for word, label in (("not ", "contradiction"), ("", "entailment"))
        ]
        (tmp_path / file).write_text("\n".join(["a\tb\tlabel", *rows]))
    lines = list(pairs.measure(tmp_path))
    theirs = [line for line in lines if line.way == "the model in NLI_MODEL"]
    assert [line.f1 for line in theirs] == [1.0] * len(pairs.FILES)
    assert [line.data for line in lines if line.way == "the weights that we ship"] == ["SICK"]


def without(name):
    return lambda folder: (folder / name).unlink()


def with_text(name, text):
    return lambda folder: (folder / name).write_text(text)


def made(**parts):
    return lambda folder: nli_models.write(folder, **parts)


WRONG = {
    "no model": (without("model.onnx"), "model.onnx is no file"),
    "no tokenizer": (without("tokenizer.json"), "tokenizer.json is no file"),
    "no config": (without("config.json"), "config.json is no file"),
    "no ONNX": (with_text("model.onnx", "version https"), "cannot be read as ONNX"),
    "a tokenizer of another kind": (with_text("tokenizer.json", "{}"), "as a tokenizer"),
    "no JSON": (with_text("config.json", "…"), "names no labels"),
    "no labels": (with_text("config.json", '{"id2label": 3}'), "names no labels"),
    "a list": (with_text("config.json", "[]"), "names no labels"),
    "labels without names": (made(labels=("LABEL_0", "LABEL_1", "LABEL_2")), "label_0, label_1"),
    "other inputs": (made(inputs=("input_ids", "pixels")), "asks for 'pixels'"),
    "numbers of another kind": (made(kind=TensorProto.FLOAT), "as tensor(float)"),
    "labels of another model": (made(labels=("contradiction", "other")), "of shape (1, 3)"),
    "no finite numbers": (made(bias=float("nan")), "of finite numbers"),
}


@pytest.mark.parametrize(("spoil", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_the_start(folder, settings, spoil, said):
    spoil(folder)
    settings.NLI_MODEL = folder
    with pytest.raises(SystemCheckError) as error:
        call_command("check", tags=[checks.START])
    for part in (str(folder), said, "factcheck.E001", "HINT"):
        assert part in str(error.value)


def test_a_sound_model_passes_the_check(folder, settings):
    settings.NLI_MODEL = folder
    call_command("check", tags=[checks.START])


def test_unset_asks_nothing(settings):
    assert settings.NLI_MODEL is None
    assert nli.chosen() is None
    call_command("check", tags=[checks.START])


def test_evaluation_tells_a_wrong_model_before_it_measures(tmp_path):
    nli.use(tmp_path)
    try:
        with pytest.raises(CommandError, match=r"NLI_MODEL: .*model\.onnx is no file"):
            call_command("evaluate", "contradictions", data=tmp_path)
    finally:
        nli.use(None)
