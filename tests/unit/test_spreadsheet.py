"""The table of claims: cells that a spreadsheet would run, and quoting by RFC 4180."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.api import spreadsheet
from claims.language import cells
from claims.record import documents


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
        "  =1+1", "\u00a0=1", "＝1+1", "＠SUM(A1)", "=cmd|' /C calc'!A0",
    ],
)  # fmt: skip
def test_cell_that_would_run_is_made_harmless(cell):
    assert cells.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "75.8 %", "a=b", "1-2", "x@example.org", "'x", -1, 5, None])
def test_other_cells_stay_as_they_are(cell):
    assert cells.harmless(cell) == cell


def claim(text):
    said = {
        "id": "1", "url": "u", "text": text, "claimant": None, "claim_date": None,
        "in_language": "en", "topics": [text, "b"], "title": text, "explanation": text,
        "point_at_issue": {
            "subject": "", "property": "", "value": text, "unit": "", "valid_from": None,
            "valid_to": None,
        },
        "rating": {"key": "false", "text": "False", "value": -1.5, "normalized": "FALSE"},
        "as_of": None, "sources": [], "appearances": [], "contradictions": [], "version": 1,
        "kind": "publication", "note": "", "published_at": "", "first_published_at": "",
    }  # fmt: skip
    return documents.dumps(said)


def table(*rows):
    return b"".join([spreadsheet.HEAD, *(spreadsheet.line(*row) for row in rows)])


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_text_comes_back_and_none_would_run(text):
    content = table((1, claim(text)), (2, claim("x")))
    rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    assert [len(row) for row in rows] == [len(spreadsheet.COLUMNS)] * 3
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["text"] in {text, f"'{text}"}
    assert not any(
        row[name].startswith(("=", "+", "-", "@", "\t", "\r"))
        for name in ("text", "title", "value", "topics")
    )


def test_lines_end_with_cr_lf_and_numbers_stand_bare():
    head, row, end = table((7, claim('a "b", c'))).split(b"\r\n")
    assert head.startswith(b'"sequence","id","url","text",')
    assert row.startswith(b'7,"1","u","a ""b"", c","","","","","en",')
    assert b",-1.5," in row
    assert end == b""


@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"])), st.none(), st.integers(), st.floats()
        )
    )
)
def test_lines_are_those_of_the_csv_module(row):
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_NONNUMERIC).writerow([*row, "end"])
    assert spreadsheet._line([*row, "end"]) == written.getvalue().encode()
