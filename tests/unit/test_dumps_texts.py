"""The quick writer of texts gives the bytes that the writer of documents gives."""

import sys

from claims.record import documents


def test_every_character_is_written_alike():
    for number in range(sys.maxunicode + 1):
        # No text that PostgreSQL holds has half of a pair.
        if not 0xD800 <= number <= 0xDFFF:
            text = f"a{chr(number)}"
            assert documents.dumps_texts(text) == documents.dumps(text), hex(number)


def test_members_of_a_list_are_written_alike():
    for value in (
        {"next": None, "previous": "https://example.org/?q=a&b"},
        {"read_as": {"canoal": ["canola", "<canal>"]}, "next": None},
        {"text": "“Duty” on <mark>canola</mark> \\ 84 %", "title": ""},
        {},
    ):
        assert documents.dumps_texts(value) == documents.dumps(value)
