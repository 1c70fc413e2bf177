"""The record: gapless, chained, and the same digest in Python as in the database."""

import json

import pytest
from django.db import connection

from claims import exceptions
from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.models import Publication, PublishedClaim, PublishedContradiction
from claims.record import chain, index, log, verifying
from tests import factories

pytestmark = pytest.mark.django_db


def resolved(left, right, by, **fields):
    row = factories.contradiction(left, right, **fields)
    noting.confirm(row, by=by)
    return noting.resolve(row, by=by, resolution="The register says so.", holds=left)


def test_python_and_database_compute_the_same_digest(cast):
    review = factories.published(cast.alice, cast.bob)
    workflow.retract(review, by=cast.bob, comment="Réponse: „nein“ – 错")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, record_digest_v1(p) FROM record_publication p")
        in_database = dict(cursor.fetchall())
    assert {link.sequence: link.computed for link in log.links(2, using="default")} == in_database
    assert {row.sequence: chain.digest(row) for row in Publication.objects.all()} == in_database


def test_chain_verifies_and_names_its_head(cast):
    for _ in range(3):
        factories.published(cast.alice, cast.bob)
    head = Publication.objects.latest("sequence")
    assert verifying.verify("default") == (3, head.digest)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE record_publication SET document = set_byte(document, 20, 0) WHERE sequence = 2",
        "UPDATE record_publication SET note = 'x' WHERE sequence = 2",
        "UPDATE record_publication SET published_at = published_at + '1 us' WHERE sequence = 2",
    ],
)
def test_one_changed_byte_is_found(cast, tampering):
    for _ in range(3):
        factories.published(cast.alice, cast.bob)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_publication DISABLE TRIGGER append_only")
        cursor.execute(tampering)
    with pytest.raises(exceptions.RecordBroken, match="Entry 2 was changed"):
        verifying.verify("default")


def test_missing_entry_is_found(cast):
    for _ in range(3):
        factories.published(cast.alice, cast.bob)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("record_claim", "record_publication"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        cursor.execute("DELETE FROM record_claim WHERE sequence = 2")
        cursor.execute("DELETE FROM record_publication WHERE sequence = 2")
    with pytest.raises(exceptions.RecordBroken, match="Entry 2 is missing"):
        verifying.verify("default")


def test_document_says_what_was_reviewed_and_names_no_person_of_the_desk(cast):
    review = factories.published(cast.alice, cast.bob)
    document = json.loads(bytes(Publication.objects.get().document))
    assert document["id"] == str(review.claim.public_id)
    assert document["url"] == f"/claims/{review.claim.slug}/"
    assert document["rating"]["key"] == "false"
    assert [row["stance"] for row in document["sources"]] == ["refutes", "refutes"]
    assert document["appearances"][0]["exact"] == "is in force"
    text = json.dumps(document)
    assert all(name not in text for name in ("alice", "bob"))


def test_contradiction_with_a_draft_does_not_show_through(cast):
    claim, draft = factories.claim(), factories.claim(text="An unreviewed secret.")
    resolved(claim, draft, cast.bob)
    factories.published(cast.alice, cast.bob, of=claim)
    assert b"unreviewed secret" not in bytes(Publication.objects.get().document)
    assert not PublishedContradiction.objects.exists()


def test_contradiction_shows_on_both_claims_once_both_are_public(cast):
    left, right = factories.claim(), factories.claim()
    row = resolved(left, right, cast.bob)
    for claim in (left, right):
        factories.published(cast.alice, cast.bob, of=claim)
    bodies = {
        published.slug: json.loads(index.absolute(bytes(published.body), "https://x.test"))
        for published in PublishedClaim.objects.all()
    }
    seen_left, seen_right = (bodies[claim.slug]["contradictions"] for claim in (left, right))
    assert (seen_left[0]["value"], seen_left[0]["other_value"]) == ("75.8 %", "84 %")
    assert (seen_right[0]["value"], seen_right[0]["other_value"]) == ("84 %", "75.8 %")
    assert (seen_left[0]["holds"], seen_right[0]["holds"]) == ("this", "other")
    assert seen_left[0]["other"]["url"] == f"https://x.test/claims/{right.slug}/"
    assert seen_left[0]["id"] == str(row.public_id)


def test_other_side_of_a_contradiction_shows_what_is_published_of_it(cast):
    left, right = factories.claim(), factories.claim()
    resolved(left, right, cast.bob)
    factories.published(cast.alice, cast.bob, of=left)
    left.text = "A secret that nobody reviewed."
    left.save()
    factories.published(cast.alice, cast.bob, of=right)
    shown = [bytes(row.body) for row in PublishedClaim.objects.all()]
    shown += [bytes(row.body) for row in PublishedContradiction.objects.all()]
    shown += [bytes(row.document) for row in Publication.objects.all()]
    assert len(shown) == 5
    assert not any(b"secret" in body for body in shown)


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE record_claim SET body = convert_to(replace(convert_from(body, 'UTF8'), 'Not so', 'So'), 'UTF8')"
         " WHERE sequence = 2", "what is served of entry 2"),
        ("UPDATE record_contradiction SET body = convert_to(replace(convert_from(body, 'UTF8'),"
         " '84', '85'), 'UTF8')", "contradiction"),
        ("UPDATE record_claim SET ended_at = now() WHERE sequence = 1", "entry 1"),
    ],
)  # fmt: skip
def test_changed_table_beside_the_record_is_found(cast, tampering, found):
    left, right = factories.claim(), factories.claim()
    resolved(left, right, cast.bob)
    for claim in (left, right):
        factories.published(cast.alice, cast.bob, of=claim)
    verifying.verify("default")
    with connection.cursor() as cursor:
        cursor.execute(tampering)
    with pytest.raises(exceptions.RecordBroken, match=found):
        verifying.verify("default")


def permit_changes(cursor):
    """As the owner of the tables can; what keeps search goes on."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("record_claim", "record_contradiction"):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")


@pytest.mark.parametrize(
    "change",
    [
        "record_claim SET slug = 'another'",
        "record_claim SET rating = 'true'",
        "record_claim SET rating_normalized = 'TRUE'",
        "record_claim SET claimant = 'somebody-else'",
        "record_claim SET topics = '{planted}'",
        "record_claim SET articles = '{planted}'",
        "record_claim SET publishers = '{Planted}'",
        "record_claim SET in_language = 'de'",
        "record_claim SET published_at = published_at - interval '1 day'",
        "record_claim SET first_published_at = first_published_at - interval '1 day'",
        "record_claim SET claim_date = '2001-01-01'",
        "record_claim SET valid_from = '2001-01-01'",
        "record_claim SET valid_to = '2001-01-01'",
        "record_claim SET kind = 'correction'",
        "record_claim SET claim_id = gen_random_uuid()",
        "record_contradiction SET contradiction_id = gen_random_uuid()",
        "record_contradiction SET relation = 'another'",
        "record_contradiction SET kind = 'another'",
        "record_contradiction SET status = 'noted'",
        "record_contradiction SET published_at = published_at - interval '1 day'",
        "record_contradiction SET body = body || ' '",
    ],
)
def test_changed_column_that_filters_look_at_is_found(cast, change):
    """The triggers carry it on to search and counts, so that these agree with it."""
    left, right = factories.claim(), factories.claim()
    resolved(left, right, cast.bob)
    for claim in (left, right):
        factories.published(cast.alice, cast.bob, of=claim)
    with connection.cursor() as cursor:
        permit_changes(cursor)
        cursor.execute(f"UPDATE {change} WHERE sequence = 2")
    with pytest.raises(exceptions.RecordBroken, match=r"entry 2|contradiction"):
        verifying.verify("default")


@pytest.mark.parametrize(
    "change", ["body = convert_to(replace(convert_from(body, 'UTF8'), '84', '85'), 'UTF8')",
               "ended_at = ended_at + interval '1 day'", "ended_at = NULL"],
)  # fmt: skip
def test_changed_contradiction_that_ended_is_found(cast, change):
    left, right = factories.claim(), factories.claim()
    resolved(left, right, cast.bob)
    factories.published(cast.alice, cast.bob, of=left)
    review = factories.published(cast.alice, cast.bob, of=right)
    workflow.retract(review, by=cast.bob, comment="No.")
    verifying.verify("default")
    with connection.cursor() as cursor:
        permit_changes(cursor)
        cursor.execute(f"UPDATE record_contradiction SET {change}")
    with pytest.raises(exceptions.RecordBroken, match="contradiction"):
        verifying.verify("default")


def test_retraction_takes_the_contradiction_off_the_other_claim(cast):
    left, right = factories.claim(), factories.claim()
    resolved(left, right, cast.bob)
    review = factories.published(cast.alice, cast.bob, of=left)
    factories.published(cast.alice, cast.bob, of=right)
    workflow.retract(review, by=cast.bob, comment="Wrong.")
    other = PublishedClaim.objects.get(claim_id=right.public_id)
    assert json.loads(bytes(other.body))["contradictions"] == []


def test_only_the_newest_entry_of_a_claim_is_current(cast):
    review = factories.published(cast.alice, cast.bob)
    workflow.retract(review, by=cast.bob, comment="Wrong.")
    first, second = PublishedClaim.objects.order_by("publication")
    assert first.ended_at == second.published_at
    assert (second.ended_at, second.kind, second.rating) == (None, "retraction", "")
