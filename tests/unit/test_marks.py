"""What PostgreSQL marked becomes HTML, whatever a text holds: nothing is lost, nothing gets in."""

from html import escape, unescape

from hypothesis import given
from hypothesis import strategies as st

from claims.record import documents, highlights

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = st.one_of(
    st.text(CHARACTERS, min_size=1, max_size=60), st.sampled_from(["<mark>", "</mark>", "|", "\x02", " "])
)  # fmt: skip
TEXTS = st.lists(st.tuples(WORDS, st.booleans()), max_size=30)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(highlights.NAMES, TEXTS)), max_size=4)


def said(text):
    return "".join(word for word, _ in text)


def marked(text, marks):
    return "".join(f"{marks.start}{word}{marks.stop}" if hit else word for word, hit in text)


def shown(text):
    return "".join(f"<mark>{escape(word)}</mark>" if hit else escape(word) for word, hit in text)


def stored(row):
    return documents.dumps({name: said(text) for name, text in row.items()})


@given(ROWS)
def test_each_text_has_its_own_hits(rows):
    marks = highlights.Marks()
    given = [(stored(row), [marked(row[name], marks) for name in highlights.NAMES]) for row in rows]
    for row, hits in zip(rows, marks.hits(given), strict=True):
        for name in highlights.WHOLE:
            any_hit = any(hit for _, hit in row[name])
            assert hits.get(name) == (shown(row[name]) if any_hit else None)


@given(st.integers(50, 200), TEXTS, st.integers(0, 200))
def test_piece_of_a_long_text_stands_in_it_around_a_hit(before, middle, after):
    text = [("word " * before, False), *middle, ("canola", True), (" word" * after, False)]
    marks = highlights.Marks()
    body = documents.dumps({highlights.FRAGMENT: said(text)})
    [hits] = marks.hits([(body, [None, None, marked(text, marks)])])
    html = hits[highlights.FRAGMENT]
    parts = html.replace("</mark>", "<mark>").split("<mark>")
    piece = unescape("".join(parts))
    assert piece.startswith("…")
    # The end says that there may be more, which no text of ours could be told from.
    assert piece[1:].removesuffix("…") in f"{said(text)}…"
    assert any(escape(word) in parts[1::2] for word, hit in text if hit)


@given(TEXTS)
def test_text_that_the_document_does_not_have_is_left_out(text):
    marks = highlights.Marks()
    body = documents.dumps({"text": f"{said(text)}."})
    assert marks.hits([(body, [marked(text, marks), None, None]), (body, None)]) == [{}, {}]
