"""What is plainly right is not looked at a second time; what is as near to it is."""

import json

import pytest
from django.db import connection

from claims import exceptions, models
from claims.desk.contradictions import noting
from claims.record import verifying
from claims.record.verifying import batches, bodies, pairing
from tests import desk_filling, factories


def change(statement):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_claim DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE record_search DISABLE TRIGGER USER")
        cursor.execute(statement)
        assert cursor.rowcount == 1


def doubtful(until):
    with connection.cursor():
        every = [*batches.read(0, until, connection.connection)]
    return [one for batch in every for one in batch.doubtful or ()]


@pytest.fixture
def filled(db):
    """Entries on both sides of the border of a block, some of them among each of the samples."""
    desk_filling.prepare()
    desk_filling.fill(1, 2100, desk_filling.PUBLIC)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT max(sequence) FROM record_publication")
        return cursor.fetchone()[0]


def test_terms_of_every_entry_are_plainly_right(filled):
    """Wrong outcome: what search knows is looked at a second time, which takes ten times as long."""
    assert filled > 2048
    assert doubtful(filled) == []


@pytest.fixture
def many(cast):
    """One claim in three articles of three publishers, with four topics; one with an odd one."""
    claim = factories.claim(topics=["d", "a", "c", "b"])
    for _ in range(2):
        models.Appearance.objects.create(
            claim=claim, article=factories.article(), exact="is in force", start=3, end=14
        )
    factories.published(cast.alice, cast.bob, of=claim)
    factories.published(
        cast.alice, cast.bob, of=factories.claim(topics=["a\x02\x02b", "\x02", "c"])
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_many_values_are_plainly_right(many):
    assert doubtful(2) == []
    assert verifying.verify("default")[0] == 2


TERMS = ("article:", "publisher:", "topic:d", "topic:a", "topic:c", "topic:b", "language:", "unwritten:", "block19:",
         "rating:", "claimant:")  # fmt: skip


@pytest.mark.parametrize("term", TERMS)
def test_each_term_is_verified(many, term):
    """Gone, and as a word, with a place in the text."""
    found = f"(SELECT max(lexeme) FROM unnest(search) WHERE starts_with(lexeme, E'\\x01{term}'))"
    change(f"UPDATE record_search SET search = ts_delete(search, {found}) WHERE sequence = 1")
    assert doubtful(2) == [1]
    with pytest.raises(exceptions.RecordBroken, match="search knows of entry 1"):
        verifying.verify("default")


MORE = (r"E'\x01topic:e'", r"E'\x01among256'", "'more'")


@pytest.mark.parametrize("term", MORE)
def test_no_term_is_too_much(many, term):
    more = f"search || array_to_tsvector(ARRAY[{term}])"
    change(f"UPDATE record_search SET search = {more} WHERE sequence = 1")
    with pytest.raises(exceptions.RecordBroken, match="search knows of entry 1"):
        verifying.verify("default")


def test_no_term_stands_in_a_text(many):
    """Wrong outcome: a term is taken for the same term with a place."""
    more = r"search || E'\'\x01topic:a\':1'::tsvector"
    change(f"UPDATE record_search SET search = {more} WHERE sequence = 1")
    with pytest.raises(exceptions.RecordBroken, match="search knows of entry 1"):
        verifying.verify("default")


@pytest.fixture
def pair(cast):
    """Two claims that contradict: the second document says so, the first body has it put in."""
    left, right = factories.claim(), factories.claim()
    noted = factories.contradiction(left, right)
    noting.confirm(noted, by=cast.bob)
    noting.resolve(noted, by=cast.bob, resolution="The register says so.", holds=left)
    for claim in (left, right):
        factories.published(cast.alice, cast.bob, of=claim)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def served():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body, document FROM record_claim JOIN record_publication USING (sequence)"
            " ORDER BY sequence"
        )
        return [(bytes(body), bytes(document)) for body, document in cursor.fetchall()]


@pytest.mark.parametrize("sequence", [1, 2])
def test_each_byte_of_a_body_with_contradictions_is_verified(pair, sequence):
    body, _ = served()[sequence - 1]
    assert b'"other":{' in body
    for at in range(0, len(body), 97):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            change(
                f"UPDATE record_claim SET body = set_byte(body, {at}, get_byte(body, {at}) # 1)"
                f" WHERE sequence = {sequence}"
            )
            with pytest.raises(exceptions.RecordBroken, match=f"served of entry {sequence}"):
                verifying.verify("default")
            cursor.execute("ROLLBACK TO SAVEPOINT before")


def test_a_body_with_contradictions_is_made_by_exchanging_bytes(pair):
    """Wrong outcome: a quick look that never says yes, and all is read and written once more."""
    pairs, wrong = pairing.read("default")
    assert wrong is None
    for body, document in served():
        claim_id = json.loads(document)["id"]
        assert bodies._exchanged(document, pairs[claim_id]) == body
        assert bodies._exchanged(document, []) != body


@pytest.mark.parametrize(
    "document",
    [
        b'{"id":"%b","url":"/claims/a/","contradictions":null}',
        b'{"id":"%b","url":"/claims/a/","contradictions": []}',
        b'{"id":"%b","url":"/claims/a/","of":{"contradictions":[]}}',
        b'{"id":"%b","url":"/claims/a/","of":{"contradictions":[]},"contradictions":[]}',
        b'{"id":"%b","text":"","url":"/claims/a/","contradictions":[]}',
        b'{"id":"%b","url":"/claims/a/","contradictions":[]',
    ],
)
def test_bytes_are_exchanged_only_where_there_is_no_doubt(document):
    assert bodies._exchanged(document % (b"8" * 36), []) is None


def test_a_body_that_is_missing_is_wrong_where_nothing_is_exchanged():
    """Wrong outcome: nothing equals nothing."""
    document = b'{"id":"%b","url":"/claims/a/","contradictions": []}' % (b"8" * 36)
    with pytest.raises(bodies.WrongBody):
        bodies.hold(None, 1, document, None)


@pytest.mark.parametrize("body", ["'x'", "'[]'", r"'\xff'", "'{}'", "body || ' '"])
def test_a_contradiction_that_is_none_is_said(pair, body):
    """Wrong outcome: the command ends with what a parser says, of nothing that anybody could find."""
    change(f"UPDATE record_contradiction SET body = {body}")
    with pytest.raises(exceptions.RecordBroken, match=r"public contradiction .* was changed"):
        verifying.verify("default")
