"""record_search and record_count: made from what is published, by triggers, and made anew."""

import pghistory
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.desk.review import workflow
from claims.models import PublishedClaim, PublishedCount, PublishedSearch
from claims.record import index, verifying
from tests import factories


def counts():
    return {(row.facet, row.value): row.claims for row in PublishedCount.objects.all()}


def change(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def two(committed_db):
    cast = committed_db.cast
    first = factories.claim(topics=["canola", "travel"])
    second = factories.claim(topics=["canola"], in_language="zh-Hant-TW")
    return cast, *(factories.published(cast.alice, cast.bob, of=one) for one in (first, second))


def test_what_is_published_is_counted_and_what_is_retracted_no_more(two):
    cast, first, _ = two
    assert counts()["topic", "canola"] == counts()["rating", "false"] == 2
    workflow.retract(first, by=cast.bob, comment="The source was withdrawn.")
    assert counts()["topic", "canola"] == 1
    assert ("topic", "travel") not in counts()
    assert list(PublishedSearch.objects.values_list("sequence", flat=True)) == [2]
    call_command("verify_record")


def test_terms_of_a_row(two):
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_terms_v1(one) FROM record_claim AS one WHERE sequence = 2")
        (terms,) = cursor.fetchone()
    assert {term[1:] for term in terms} >= {
        "rating:false", "topic:canola", "block11:0", "block15:0", "block19:0",
        "language:zh", "language:zh-hant", "language:zh-hant-tw", "written:zh-hant",
    }  # fmt: skip
    assert not any("unwritten" in term for term in terms)


def test_claim_that_names_no_language_is_published_and_found(client, committed_db):
    cast = committed_db.cast
    factories.published(cast.alice, cast.bob, of=factories.claim(in_language=""))
    assert len(client.get("/api/v1/claims/?q=measure").json()["results"]) == 1
    assert client.get("/api/v1/claims/?in_language=en").json()["results"] == []
    call_command("verify_record")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM record_search WHERE sequence = 1", "entry 1 is missing or was changed"),
        ("UPDATE record_search SET topics = '{}' WHERE sequence = 2", "entry 2 is missing or was"),
        ("UPDATE record_search SET search = '' WHERE sequence = 2", "entry 2 is missing or was"),
        ("UPDATE record_search SET sequence = 7 WHERE sequence = 2", "entry 2 is missing or was"),
        ("UPDATE record_count SET claims = 5 WHERE value = 'canola'", "“canola” are miscounted"),
        ("DELETE FROM record_count WHERE value = 'travel'", "“travel” are miscounted"),
        ("INSERT INTO record_count VALUES ('topic', 'nobody', 1)", "“nobody” are miscounted"),
    ],
)
def test_verify_record_finds_what_is_wrong_and_rebuild_mends_it(two, sql, said, capsys):
    change(sql)
    with pytest.raises(CommandError, match=said):
        call_command("verify_record")
    call_command("rebuild_search")
    assert "Search knows 2 claims." in capsys.readouterr().out
    call_command("verify_record")


def test_an_entry_that_does_not_stand_is_named(two):
    cast, first, _ = two
    row = PublishedSearch.objects.get(sequence=1)
    workflow.retract(first, by=cast.bob, comment="The source was withdrawn.")
    row.save(force_insert=True)
    with pytest.raises(CommandError, match="still finds entry 1"):
        call_command("verify_record")


def test_a_new_body_leaves_the_row_alone(two):
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM record_search WHERE sequence = 1")
        before = cursor.fetchone()
        row = PublishedClaim.objects.get(publication_id=1)
        row.body = index.body({"url": "/claims/x/"}, contradictions=[])
        row.save(update_fields=["body"])
        cursor.execute("SELECT xmin::text FROM record_search WHERE sequence = 1")
        assert cursor.fetchone() == before


def test_the_record_is_verified_within_a_signed_session_too(committed_db):
    """Wrong outcome: its statements read a percent sign as the place of a parameter."""
    factories.published(committed_db.cast.alice, committed_db.cast.bob)
    with pghistory.context(command="verify"):
        assert verifying.verify("default")[0] == 1
