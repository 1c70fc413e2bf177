"""A body made from the bytes of a document is the one that reading the document gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.record import documents, index

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
HOSTILE = ['","url":"/claims/x/', ',"contradictions":[],', "\\u0000/", '\\","url":"/']
BASE = "https://x.test"
PAIR = {"id": "1", "other": {"url": "/claims/other/", "text": ""}}


def document(text, pairs=(), **more):
    return {
        "id": "8e060042-3701-51e6-bd41-4d6286afbf45", "url": "/claims/canola/", "text": text,
        "title": text, "contradictions": list(pairs), "version": 1, **more,
    }  # fmt: skip


def served(said):
    return index.absolute(index.body(said, contradictions=[]), BASE)


@given(st.one_of(TEXT, st.sampled_from(HOSTILE)))
def test_it_is_the_same_without_contradictions(text):
    said = document(text)
    assert index.plain_body(documents.dumps(said), BASE) == served(said)


def test_it_is_the_same_for_a_tombstone():
    said = document(HOSTILE[0])
    del said["contradictions"]
    assert index.plain_body(documents.dumps(said), BASE) == served(said)


@pytest.mark.parametrize(
    "written",
    [
        documents.dumps(document(HOSTILE[1], [PAIR])),
        documents.dumps({"url": "/claims/x/", "id": "1", "contradictions": []}),
        documents.dumps(document("")).replace(b'"id":', b'"id": '),
        b"no JSON",
    ],
)
def test_what_has_to_be_read_is_left_to_who_reads(written):
    assert index.plain_body(written, BASE) is None
