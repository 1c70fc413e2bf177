"""Each format with each fault, packed or not: the fault is named, and what is whole loads."""

import gzip
import hashlib
import json
import os
import threading

import pytest
from backports import zstd

from claims.models import Claim
from tests import loading, loading_samples

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = loading_samples.TEXTS
PACKS = {"plain": bytes, "gz": gzip.compress, "zst": zstd.compress}

every_format = pytest.mark.parametrize("make", loading_samples.ALL, ids=lambda make: make.__name__)
# In a table all are texts.
typed_format = pytest.mark.parametrize(
    "make",
    [make for make in loading_samples.ALL if make not in loading_samples.TABLES],
    ids=lambda make: make.__name__,
)
every_pack = pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)


def texts():
    return set(Claim.objects.values_list("text", flat=True))


def load(folder, content, **options):
    return loading.load(folder, loading.file(folder, "given", content), **options)


def line_of(text, words):
    return text[: text.index(words)].count("\n") + 1


@every_format
@every_pack
def test_whole_file_loads(tmp_path, make, pack):
    done = load(tmp_path, pack(make().encode()))
    assert (done.code, done.refused, texts()) == (0, [], {FIRST, SECOND, THIRD})


@every_format
@every_pack
def test_standard_input_loads(tmp_path, make, pack):
    with piped(pack(make().encode())):
        done = loading.load(tmp_path, "-")
    assert (done.code, done.refused, texts()) == (0, [], {FIRST, SECOND, THIRD})


class piped:
    """Standard input is a pipe with `content`, as a shell makes it."""

    def __init__(self, content):
        self._content = content

    def __enter__(self):
        self._before = os.dup(0)
        reading, self._writing = os.pipe()
        os.dup2(reading, 0)
        os.close(reading)
        self._writer = threading.Thread(target=self._write)
        self._writer.start()

    def _write(self):
        with open(self._writing, "wb") as into:
            into.write(self._content)

    def __exit__(self, *_):
        self._writer.join()
        os.dup2(self._before, 0)
        os.close(self._before)


@every_format
@every_pack
def test_file_that_breaks_off_in_the_third_claim(tmp_path, make, pack):
    text = make()
    # Tables end here with their last cell, so that half of it could be all: see below.
    end = text.index(THIRD) - (make in loading_samples.TABLES)
    done = load(tmp_path, pack(text[:end].encode()))
    assert (done.code, texts()) == (3, {FIRST, SECOND})
    assert [fault["file"] for fault in done.refused] == [str(tmp_path / "given")]


@every_format
@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gz", "zst"])
def test_archive_that_breaks_off(tmp_path, make, pack):
    # What no archive makes smaller, so that its beginning is read before its end is missed.
    noise = "".join(hashlib.sha512(str(n).encode()).hexdigest() for n in range(2000))
    done = load(tmp_path, pack(make(f"Noise: {noise}").encode())[:-5])
    assert done.code in (1, 3)
    assert "cannot be read" in done.said
    assert texts() <= {FIRST, f"Noise: {noise}", THIRD}


@pytest.mark.parametrize("make", loading_samples.TABLES)
def test_table_that_breaks_off_before_its_last_cell(tmp_path, make):
    text = make()
    done = load(tmp_path, text[: text.rindex(",")])
    assert (done.code, texts()) == (3, {FIRST, SECOND})
    assert "breaks off" in done.refused[0]["reason"]
    # A row with fewer cells is whole where its line ends, and so is a last line without an end.
    rows = "external_id,claimant_unknown,text,value\na,yes,Short.\nb,yes,Long.,5"
    assert load(tmp_path, rows).code == 0


@every_format
def test_byte_of_another_encoding(tmp_path, make):
    text = make()
    content = text.encode().replace(b"second", "secönd".encode("latin-1"))
    done = load(tmp_path, content)
    assert (done.code, texts()) == (3, {FIRST, THIRD})
    (fault,) = done.refused
    assert "is 0xF6, which is no UTF-8" in fault["reason"]
    assert "iconv" in fault["remedy"]
    assert 0 <= line_of(text, SECOND) - fault["line"] <= 6  # Where its object begins.


@every_format
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_encoding_without_its_mark(tmp_path, make, encoding):
    done = load(tmp_path, make().encode(encoding))
    assert (done.code, texts()) == (1, set())
    assert "begins with a null character" in done.said
    assert "iconv -f UTF-16" in done.said


@typed_format
@pytest.mark.parametrize("said", [{"a": 1}, [[1]], [{"a": None}], True, 5, 7.5], ids=str)
def test_text_of_a_wrong_type(tmp_path, make, said):
    """Wrong: a claim that says “true”, as if somebody had said that."""
    done = load(tmp_path, make(said))
    assert (done.code, texts()) == (3, {FIRST, THIRD})
    (fault,) = done.refused
    assert fault["field"] == "text"
    assert fault["remedy"]
    if isinstance(said, (int, float)):
        assert fault["value"] == json.dumps(said)


@every_format
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_utf_16_that_breaks_off_within_a_character(tmp_path, make, cut):
    """Wrong: a message of the decoder, and what is whole before it is not loaded."""
    smile = "\N{GRINNING FACE}"
    text = make(f"The second is {smile} here.").replace(json.dumps(smile)[1:-1], smile)
    content = text.encode("utf-16")
    done = load(tmp_path, content[: content.index(smile.encode("utf-16-le")) + cut])
    assert (done.code, texts()) == (3, {FIRST})
    (fault,) = done.refused
    assert fault["file"] == str(tmp_path / "given")
    assert fault["line"]
    assert "whole" in fault["remedy"] or "one object a line" in fault["remedy"]


@every_format
def test_text_that_is_far_too_long(tmp_path, make):
    done = load(tmp_path, make("x" * 2_000_000))
    assert (done.code, texts()) == (3, {FIRST, THIRD})
    (fault,) = done.refused
    assert fault["reason"].startswith("There are 2,000,000 characters")
    assert len(fault["value"]) <= 200


@every_format
def test_null_character(tmp_path, make):
    done = load(tmp_path, make("a\0b"))
    assert (done.code, texts()) == (3, {FIRST, THIRD})
    assert [fault["reason"] for fault in done.refused] == ["There is a null character."]


@every_format
def test_strict_loads_nothing_of_a_file_with_one_fault(tmp_path, make):
    done = load(tmp_path, make("a\0b"), strict=True)
    assert (done.code, texts()) == (1, set())
    assert len(done.refused) == 1


@pytest.mark.parametrize("make", [loading_samples.claimreview, loading_samples.google])
def test_document_names_the_line_of_the_file_where_it_stops_being_one(tmp_path, make):
    text = make().replace(f'"{THIRD}"', f"'{THIRD}'")
    done = load(tmp_path, text)
    assert texts() == {FIRST, SECOND}
    assert f"Line {line_of(text, THIRD)}: " in done.refused[0]["reason"]
