"""The words of the record: from documents alone, and never fewer."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims import sql
from claims.models import PublishedWord
from tests import database, factories

pytestmark = pytest.mark.django_db


def _words():
    return dict(PublishedWord.objects.values_list("word", "lexeme"))


def _refused(statement):
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return error.value.__cause__.diag.constraint_name


def test_publishing_keeps_the_words_and_a_draft_gives_none(cast):
    claim = factories.claim(text="Straße, CAFÉ and tariffs of 75.8 %: see example.org, x@y.org.")
    review = factories.approved(cast.alice, cast.bob, of=claim)
    assert _words() == {}
    factories.workflow.publish(review, by=cast.bob)
    words = _words()
    assert words["tariffs"] == "tariff"
    assert {"strasse", "cafe", "carney", "documents"} <= set(words)
    assert not {"and", "example", "org", "75.8", "café"} & set(words)
    factories.submitted(cast.alice, of=factories.claim(text="Zyzzyva."))
    assert "zyzzyva" not in _words()


def test_migration_lets_nothing_be_published_between_reading_and_its_trigger():
    """Wrong: the words of what is published in that moment are missing for good."""
    text = sql.read("words_v1")
    parts = ("LOCK TABLE record_publication IN SHARE ROW EXCLUSIVE", "FROM record_publication,")
    places = [text.index(part) for part in (*parts, "CREATE TRIGGER keep_words")]
    assert places == sorted(places)


def test_words_stay_after_a_retraction_and_repeat_without_harm(cast):
    review = factories.published(cast.alice, cast.bob, of=factories.claim(text="Only zebras."))
    factories.workflow.retract(review, by=cast.bob, comment="The source was withdrawn.")
    factories.published(cast.alice, cast.bob, of=factories.claim(text="Zebras again."))
    assert _words()["zebras"] == "zebra"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("INSERT INTO record_word VALUES ('secret', 'secret')", "append_only"),
        ("UPDATE record_word SET lexeme = 'x'", "append_only"),
        ("DELETE FROM record_word", "append_only"),
        ("TRUNCATE record_word", "no_truncate"),
    ],
)
def test_nobody_else_writes_words(cast, statement, constraint):
    factories.published(cast.alice, cast.bob)
    assert _refused(statement) == constraint


def test_migration_finds_the_words_of_what_was_published_before(cast):
    factories.published(cast.alice, cast.bob, of=factories.claim(text='Zebras, cafés: \\u0000/ "x'))
    kept = _words()
    filling = sql.read("words_v1").partition("INSERT INTO record_word")[2].partition(";")[0]
    with database.put_aside("record_word"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_word")
    with (
        database.put_aside("record_word", "from_documents"),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT INTO record_word{filling}")
    assert _words() == kept
