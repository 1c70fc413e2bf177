"""Broken and hostile files: each fault is named with its line, and what is whole loads."""

import csv
import gzip
import hashlib
import json
import zlib

import pytest
from backports import zstd

from claims.intake.loading import opening
from claims.models import Claim
from tests import loading
from tests.integration.test_loading_formats import REVIEW

pytestmark = pytest.mark.django_db


def reasons(done):
    return [(fault["line"], fault["field"], fault["reason"]) for fault in done.refused]


def loaded():
    return set(Claim.objects.values_list("external_id", flat=True))


def rows(count):
    return [loading.claim(n, selection_reason=noise(n)) for n in range(1, count + 1)]


def noise(number):
    """What no archive makes smaller, so that its beginning is read before its end is looked at."""
    return hashlib.sha512(str(number).encode()).hexdigest()


def lines(count):
    return "".join(json.dumps(row) + "\n" for row in rows(count))


def table(count):
    said = (f"test:{n},Claim number {n}.,yes,{noise(n)}\n" for n in range(1, count + 1))
    return "external_id,text,claimant_unknown,selection_reason\n" + "".join(said)


# Nothing, half of it, or something else.


@pytest.mark.parametrize("name", ["a.csv", "a.ndjson", "a.json", "a.html", "a.csv.gz"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf \n\n"])
def test_empty_file_is_named(tmp_path, name, content):
    packed = gzip.compress(content) if name.endswith(".gz") else content
    done = loading.load(tmp_path, loading.file(tmp_path, name, packed))
    assert (done.code, "is empty" in done.said) == (1, True)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
@pytest.mark.parametrize("make", [lines, table])
def test_truncated_archive_loads_what_is_whole_and_says_so(tmp_path, pack, make):
    packed = pack(make(3000).encode())
    done = loading.load(tmp_path, loading.file(tmp_path, "a.packed", packed[:-9]))
    assert done.code == 3
    assert "cannot be read on after this line" in done.refused[-1]["reason"]
    strict = loading.load(tmp_path, loading.file(tmp_path, "a.packed", packed[:-9]), strict=True)
    assert strict.code == 1


@pytest.mark.parametrize("damage", [b"\x1f\x8b\x08rubbish", b"\x28\xb5\x2f\xfdrubbish"])
def test_archive_that_is_none_is_named(tmp_path, damage):
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", damage))
    assert (done.code, "cannot be read" in done.said) == (1, True)


def test_damaged_archive_is_noticed(tmp_path):
    packed = bytearray(gzip.compress(lines(3000).encode()))
    packed[-6] ^= 0xFF
    with pytest.raises((OSError, zlib.error)):
        gzip.decompress(bytes(packed))
    done = loading.load(tmp_path, loading.file(tmp_path, "a.ndjson.gz", bytes(packed)))
    assert done.code == 3


def test_line_that_breaks_off_is_refused_and_the_rest_is_loaded(tmp_path):
    done = loading.load(tmp_path, loading.file(tmp_path, "a.ndjson", lines(3)[:-20]))
    assert [fault["line"] for fault in done.refused] == [3]
    assert loaded() == {"test:1", "test:2"}


def test_table_whose_quotes_never_close(tmp_path):
    content = table(1) + 'test:2,"never closed,yes\n' + "test:3,Lost.,yes\n"
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", content))
    assert [(fault["line"], fault["remedy"]) for fault in done.refused] == [
        (3, "Close them: nothing after them could be read.")
    ]
    assert loaded() == {"test:1"}


def test_nothing_is_read_on_within_quotes_that_are_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MAX_LINE", 1_000)
    long = "test:2,yes\n" * 200
    content = table(1) + f'test:2,"{long}test:3,Within quotes.,yes\n",yes\ntest:4,After.,yes\n'
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", content))
    assert [(fault["line"], fault["remedy"]) for fault in done.refused] == [
        (3, "Close them: nothing after them could be read.")
    ]
    assert loaded() == {"test:1"}


def test_document_that_breaks_off(tmp_path):
    content = json.dumps([REVIEW, REVIEW | {"claimReviewed": "Another."}], indent=1)
    for length in range(20, len(content), 97):
        path = loading.file(tmp_path, "a.json", content[:length])
        done = loading.load(tmp_path, path, format="claimreview", dry_run=True)
        assert done.refused
    done = loading.load(tmp_path, loading.file(tmp_path, "a.json", content[:-4]))
    assert (done.code, Claim.objects.count()) == (3, 1)


def test_page_that_breaks_off(tmp_path):
    content = f'<html><script type="application/ld+json">{json.dumps(REVIEW)}'
    done = loading.load(tmp_path, loading.file(tmp_path, "a.html", content))
    assert (done.code, done.refused[0]["remedy"]) == (1, "Get the page again, whole.")


# Encodings.


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b"\xef\xbb\xbf"), ("utf-16", b""), ("utf-8", b"")]
)
@pytest.mark.parametrize("make", [lines, table])
def test_unicode_is_read_by_its_mark(tmp_path, encoding, mark, make):
    content = make(2).replace("number", "numéro ✓ 👍")
    done = loading.load(tmp_path, loading.file(tmp_path, "a", mark + content.encode(encoding)))
    assert (done.code, loaded()) == (0, {"test:1", "test:2"})
    assert "numéro ✓ 👍" in Claim.objects.first().text


def test_wrong_byte_is_named_with_line_byte_and_remedy(tmp_path):
    bad = '{"external_id": "x", "text": "Cliché."}\n'.encode("latin-1")
    done = loading.load(tmp_path, loading.file(tmp_path, "a.ndjson", lines(1).encode() + bad))
    assert reasons(done) == [(2, "", "Byte 36 of the line is 0xE9, which is no UTF-8.")]
    assert bad.index(b"\xe9") + 1 == 36
    assert "iconv" in done.refused[0]["remedy"]
    bad = "test:9,Un cliché.,yes\n".encode("latin-1")
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", table(2).encode() + bad))
    assert reasons(done) == [(4, "text", "Byte 9 of the cell is 0xE9, which is no UTF-8.")]


def test_half_a_utf_16_file_and_utf_32_are_named(tmp_path):
    content = table(40).encode("utf-16")
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", content[:-1]))
    assert "get it again, whole" in done.refused[-1]["remedy"]
    assert len(loaded()) == 39
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", table(1).encode("utf-32")))
    assert "UTF-32" in done.said


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800", "\\udcff x"])
def test_signs_that_no_database_holds(tmp_path, sign):
    bad = f'{{"external_id": "x", "text": "a{sign}b", "claimant_unknown": true}}\n'
    done = loading.load(tmp_path, loading.file(tmp_path, "a.ndjson", bad + lines(1)))
    assert [(fault["line"], fault["field"]) for fault in done.refused] == [(1, "text")]
    review = json.dumps([REVIEW], indent=1).replace("cheese", f"cheese{sign}")
    done = loading.load(tmp_path, loading.file(tmp_path, "b.json", review))
    assert [fault["field"] for fault in done.refused] == ["text"]


def test_null_character_in_a_table(tmp_path):
    done = loading.load(
        tmp_path, loading.file(tmp_path, "a.csv", table(2).replace("Claim", "Cl\0aim", 1))
    )
    assert reasons(done) == [(2, "text", "There is a null character.")]
    assert loaded() == {"test:2"}


# Sizes and shapes.


def test_huge_field_is_refused_and_the_rest_loads(tmp_path):
    huge = "x" * 10_000_000
    content = table(1) + f'test:2,"{huge}",yes\n' + "test:3,Small.,yes\n"
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", content))
    assert reasons(done) == [
        (3, "text", "There are 10,000,000 characters, and 1,000,000 at most are read.")
    ]
    assert loaded() == {"test:1", "test:3"}
    done = loading.load(
        tmp_path, loading.ndjson(tmp_path, loading.claim(4), loading.claim(5, text=huge))
    )
    assert [fault["line"] for fault in done.refused] == [2]
    assert all(len(fault["value"]) <= 200 for fault in done.refused)


def test_claim_longer_than_search_can_take_is_refused_and_the_longest_loads(tmp_path):
    words = " ".join(f"слово{n}" for n in range(100_000))
    rows = (loading.claim(1, text=words[:100_000]), loading.claim(2, text=words[:900_000]))
    loaded = loading.load(tmp_path, loading.ndjson(tmp_path, *rows))
    assert (loaded.code, Claim.objects.count()) == (3, 1)
    assert [(one["line"], one["field"], one["reason"]) for one in loaded.refused] == [
        (2, "text", "There are more than 100,000 characters.")
    ]


def test_loading_leaves_the_limit_of_other_tables_as_it_was(tmp_path):
    before = csv.field_size_limit()
    assert loading.load(tmp_path, loading.file(tmp_path, "a.csv", table(2))).code == 0
    assert csv.field_size_limit() == before


def test_line_without_end_is_refused_without_being_kept(tmp_path):
    content = lines(1) + '{"text": "' + "x" * 17_000_000 + '"}\n' + lines(2)
    done = loading.load(tmp_path, loading.file(tmp_path, "a.ndjson", content))
    assert [fault["line"] for fault in done.refused] == [2]
    assert loaded() == {"test:1", "test:2"}


@pytest.mark.parametrize("deep", ['{"a":' * 100_000, "[" * 100_000, '[{"a":' + "[" * 100_000])
def test_deep_nesting_is_refused(tmp_path, deep):
    done = loading.load(tmp_path, loading.file(tmp_path, "a.ndjson", lines(1) + deep + "\n"))
    assert [fault["line"] for fault in done.refused] == [2]
    path = loading.file(tmp_path, "b.json", deep)
    done = loading.load(tmp_path, path, format="claimreview")
    (fault,) = done.refused
    assert (done.code, fault["file"], loaded()) == (1, str(path), {"test:1"})
    assert "Line 1: it is nested too deeply" in fault["reason"]
    assert fault["remedy"] == "Mend the file there, or get it again, whole."


@pytest.mark.parametrize("line", ["[1]", "5", "null", "{", '{"a": NaN, "text": "x"}', "NaN"])
def test_lines_that_are_no_objects(tmp_path, line):
    content = lines(1) + line + "\n" + lines(2)
    done = loading.load(tmp_path, loading.file(tmp_path, "a.ndjson", content))
    assert [fault["line"] for fault in done.refused] == [2]
    assert loaded() == {"test:1", "test:2"}


def test_quotes_newlines_formulas_and_semicolons_of_tables(tmp_path):
    content = (
        "external_id;text;claimant_unknown;value\r\n"
        'a;"Two\nlines; and ""quotes"".";yes;\'=1+1\r\n'
        'b;"x"y;yes;\r\n'
        "c;One.;yes;1;2\r\n"
        "\r\n"
        "d;=cmd|'/c calc'!A1;yes;,\r\n"
    )
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", content))
    assert [fault["line"] for fault in done.refused] == [4, 5]
    assert dict(Claim.objects.values_list("external_id", "text")) == {
        "a": 'Two\nlines; and "quotes".',
        "d": "=cmd|'/c calc'!A1",
    }
    # The apostrophe that our own tables put there against spreadsheets is taken off again.
    assert Claim.objects.get(external_id="a").value == "=1+1"


@pytest.mark.parametrize("head", ["external_id,text,nonsense\nx,y,z\n", "text,text\nx,y\n"])
def test_columns_that_are_none_are_named(tmp_path, head):
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", head))
    assert done.code == 1
    assert "nonsense" in done.said or "twice" in done.said
