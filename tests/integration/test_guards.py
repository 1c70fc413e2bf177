"""What the database refuses, whoever asks: here psql's view, in plain SQL."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import exceptions
from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.models import APPROVED_STATES, EVENTS, Claim, Evidence, Publication, Review
from claims.record import chain
from tests import factories

pytestmark = pytest.mark.django_db


def refused(sql, *params):
    """Run `sql` and return the name of the constraint that refuses it."""
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, params)
    return error.value.__cause__.diag.constraint_name


def test_approver_is_not_author_even_in_plain_sql(cast):
    review = factories.submitted(cast.alice)
    assert refused(
        "UPDATE claims_review SET state = 'approved', approved_digest = 'x', reviewer_id = author_id"
        " WHERE id = %s",
        review.pk,
    ).startswith("review_two_people")


def test_who_added_evidence_does_not_approve(cast):
    review = factories.written(cast.alice)
    Evidence.objects.filter(review=review).update(added_by=cast.bob)
    Review.objects.filter(pk=review.pk).update(state="submitted")
    assert (
        refused(
            "UPDATE claims_review SET state = 'approved', approved_digest = 'x', reviewer_id = %s"
            " WHERE id = %s",
            cast.bob.pk,
            review.pk,
        )
        == "review_two_people_evidence"
    )


def test_approval_needs_an_approver(cast):
    review = factories.submitted(cast.alice)
    assert (
        refused("UPDATE claims_review SET state = 'approved' WHERE id = %s", review.pk)
        == "review_approved_is_complete"
    )


@pytest.mark.parametrize("state", APPROVED_STATES)
def test_no_review_is_born_approved(cast, state):
    claim = factories.claim()
    Review.objects.filter(claim=claim).delete()
    assert (
        refused(
            "INSERT INTO claims_review (claim_id, version, state, title, explanation,"
            " single_source_reason, correction_note, approved_digest, author_id, reviewer_id, rating_id)"
            " VALUES (%s, 1, %s, '', '', '', '', 'x', %s, %s, %s)",
            claim.pk,
            state,
            cast.alice.pk,
            cast.bob.pk,
            factories.rating().pk,
        )
        == "review_starts_open"
    )


def test_state_cannot_jump(cast):
    review = factories.submitted(cast.alice)
    assert (
        refused(
            "UPDATE claims_review SET state = 'published', approved_digest = 'x', reviewer_id = %s"
            " WHERE id = %s",
            cast.bob.pk,
            review.pk,
        )
        == "review_known_move"
    )


@pytest.mark.parametrize("column", ["title", "explanation", "single_source_reason"])
def test_submitted_text_is_fixed(cast, column):
    review = factories.submitted(cast.alice)
    sql = f"UPDATE claims_review SET {column} = 'other' WHERE id = %s"
    assert refused(sql, review.pk) == "review_content_fixed"


def test_text_cannot_change_in_the_step_that_approves(cast):
    review = factories.submitted(cast.alice)
    assert (
        refused(
            "UPDATE claims_review SET state = 'approved', approved_digest = 'x', reviewer_id = %s,"
            " explanation = 'other' WHERE id = %s",
            cast.bob.pk,
            review.pk,
        )
        == "review_content_fixed"
    )


def test_approver_cannot_be_exchanged_afterwards(cast):
    review = factories.approved(cast.alice, cast.bob)
    assert (
        refused(
            "UPDATE claims_review SET reviewer_id = %s WHERE id = %s", cast.charlie.pk, review.pk
        )
        == "review_approval_fixed"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM claims_evidence WHERE review_id = %s",
        "UPDATE claims_evidence SET stance = 'supports' WHERE review_id = %s",
    ],
)
def test_evidence_of_a_submitted_review_is_fixed(cast, sql):
    assert refused(sql, factories.submitted(cast.alice).pk) == "evidence_fixed"


def test_evidence_cannot_move_to_another_review(cast):
    first, second = factories.written(cast.alice), factories.started(cast.alice)
    assert (
        refused(
            "UPDATE claims_evidence SET review_id = %s WHERE review_id = %s", second.pk, first.pk
        )
        == "evidence_fixed"
    )


def test_review_that_began_is_not_deleted(cast):
    review = factories.started(cast.alice)
    assert refused("DELETE FROM claims_review WHERE id = %s", review.pk) == "review_not_deleted"


def test_claim_being_approved_is_fixed(cast):
    review = factories.submitted(cast.alice)
    assert (
        refused("UPDATE claims_claim SET value = 'other' WHERE id = %s", review.claim_id)
        == "claim_fixed_while_approved"
    )
    Claim.objects.filter(pk=review.claim_id).update(priority=1)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM claims_appearance WHERE claim_id = %s",
        "UPDATE claims_appearance SET exact = 'other' WHERE claim_id = %s",
    ],
)
def test_passages_of_a_claim_being_approved_are_fixed(cast, sql):
    review = factories.submitted(cast.alice)
    assert refused(sql, review.claim_id) == "claim_fixed_while_approved"


def test_address_of_a_published_claim_stays(cast):
    review = factories.published(cast.alice, cast.bob)
    sql = "UPDATE claims_claim SET slug = 'other' WHERE id = %s"
    assert refused(sql, review.claim_id) == "claim_address_fixed"


def test_claim_has_one_open_review(cast):
    claim = factories.claim()
    assert (
        refused(
            "INSERT INTO claims_review (claim_id, version, state, title, explanation,"
            " single_source_reason, correction_note, approved_digest)"
            " VALUES (%s, 2, 'new', '', '', '', '', '')",
            claim.pk,
        )
        == "review_one_open"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record_publication SET note = 'other'",
        "DELETE FROM record_publication",
        "UPDATE claims_transition SET comment = 'other'",
        "DELETE FROM claims_transition",
    ],
)
def test_append_only_tables_refuse_changes(cast, sql):
    factories.published(cast.alice, cast.bob)
    assert refused(sql) == "append_only"


@pytest.mark.parametrize(
    "table",
    ["record_publication", "record_claim", "claims_review", "claims_claim", "history_claim"],
)
def test_tables_refuse_truncate(table):
    assert refused(f"TRUNCATE {table} CASCADE") == "no_truncate"


@pytest.mark.parametrize("table", ["record_claim", "record_contradiction"])
def test_tables_beside_the_record_only_grow(cast, table):
    left, right = factories.claim(), factories.claim()
    row = factories.contradiction(left, right)
    noting.confirm(row, by=cast.bob)
    noting.resolve(row, by=cast.bob, resolution="The later holds.")
    for claim in (left, right):
        factories.published(cast.alice, cast.bob, of=claim)
    assert refused(f"DELETE FROM {table}") == "append_only"
    assert refused(f"UPDATE {table} SET kind = 'other'") == "append_only"


def test_record_takes_one_entry_for_one_approved_review(cast):
    review = factories.published(cast.alice, cast.bob)
    first = Publication.objects.get()
    document = json.loads(bytes(first.document)) | {"version": 2, "kind": "correction"}
    forged = Publication(
        sequence=2, claim_id=review.claim.public_id, version=2, kind="correction", note="No.",
        document=json.dumps(document).encode(), previous_digest=first.digest,
        published_at=first.published_at,
    )  # fmt: skip
    forged.digest = chain.digest(forged)
    with pytest.raises(IntegrityError, match="no review"), transaction.atomic():
        forged.save(force_insert=True)


def test_record_takes_no_other_verdict_than_the_approved_one(cast):
    review = factories.approved(cast.alice, cast.bob)
    Review.objects.filter(pk=review.pk).update(state="published")
    document = {
        "id": str(review.claim.public_id), "version": 1, "kind": "publication",
        "text": review.claim.text, "title": review.title, "explanation": "A lie.",
        "rating": {"key": "false"},
    }  # fmt: skip
    forged = Publication(
        sequence=1, claim_id=review.claim.public_id, version=1, kind="publication",
        document=json.dumps(document).encode(), previous_digest=chain.GENESIS,
        published_at=timezone.now(),
    )  # fmt: skip
    forged.digest = chain.digest(forged)
    with pytest.raises(IntegrityError, match="no review"), transaction.atomic():
        forged.save(force_insert=True)


def test_who_wrote_while_it_was_new_is_impossible(cast):
    review = workflow.open_review(factories.claim())
    workflow.assign(review, by=cast.bob, to=cast.bob)
    with pytest.raises(exceptions.WrongState):
        workflow.write(review, by=cast.bob, title="Mine")
    sql = "UPDATE claims_review SET title = 'Mine' WHERE id = %s"
    assert refused(sql, review.pk) == "review_content_fixed"


def test_setting_that_switches_history_off_has_no_effect(cast):
    claim = factories.claim()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', (SELECT '{' || string_agg(tgname, ',') || '}'"
            " FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%%'), true)", []
        )  # fmt: skip
        cursor.execute("UPDATE claims_claim SET priority = 1 WHERE id = %s", [claim.pk])
    assert EVENTS[Claim].objects.filter(id=claim.pk, priority=1).exists()
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        EVENTS[Claim].objects.all().delete()


def test_who_acted_stays_who_acted(cast):
    factories.published(cast.alice, cast.bob)
    assert refused("UPDATE pghistory_context SET metadata = '{\"user\": 2}'") == "append_only"
    assert refused("DELETE FROM pghistory_context") == "append_only"


def test_history_is_written_by_triggers_alone(cast):
    factories.claim()
    row = EVENTS[Claim].objects.first()
    row.pgh_id = None
    with pytest.raises(IntegrityError, match="history writes itself"), transaction.atomic():
        row.save(force_insert=True)


def test_history_refuses_changes(cast):
    factories.claim()
    with pytest.raises(Exception, match="Cannot"), transaction.atomic(), connection.cursor() as c:
        c.execute("UPDATE history_claim SET text = 'other'")


def test_record_refuses_an_entry_without_an_approved_review(cast):
    claim = factories.claim()
    assert (
        refused(
            "WITH entry AS (SELECT jsonb_populate_record(NULL::record_publication, jsonb_build_object("
            "   'sequence', 1, 'claim_id', %s::text, 'version', 1, 'kind', 'publication', 'note', '',"
            "   'document', '\\x7b7d', 'digest', '', 'previous_digest', repeat('0', 64),"
            "   'published_at', now())) AS row)"
            " INSERT INTO record_publication (sequence, claim_id, version, kind, note, document, digest,"
            "   previous_digest, published_at)"
            " SELECT (row).sequence, (row).claim_id, (row).version, (row).kind, (row).note,"
            "   (row).document, record_digest_v1(row), (row).previous_digest, (row).published_at"
            " FROM entry",
            str(claim.public_id),
        )
        == "record_two_people"
    )


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("sequence", 7, "record_sequence_gapless"),
        ("digest", "0" * 64, "record_chain_continues"),
        ("previous_digest", "1" * 64, "record_chain_continues"),
    ],
)
def test_record_refuses_an_entry_that_does_not_continue_the_chain(cast, column, value, constraint):
    factories.published(cast.alice, cast.bob)
    entry = Publication.objects.get()
    entry.sequence, entry.previous_digest = 2, entry.digest
    setattr(entry, column, value)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        entry.save(force_insert=True)
    assert error.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (
            "UPDATE claims_claim SET valid_from = '2025-02-01', valid_to = '2025-01-01'",
            "claim_validity_ends_after_start",
        ),
        ('UPDATE claims_appearance SET "end" = start', "appearance_end_after_start"),
        ("UPDATE claims_claim SET claimant_unknown = true", "claim_claimant_or_unknown"),
        (
            "INSERT INTO claims_rating (key, text, value, best, worst, definition, normalized,"
            " averitec, colour, position) VALUES ('x', 'x', 6, 5, 1, '', 'TRUE', '', '#000000', 1)",
            "rating_value_within_scale",
        ),
        (
            "INSERT INTO claims_rating (key, text, value, definition, normalized, averitec, colour,"
            " position) VALUES ('x', 'x', 6, '', 'TRUE', '', '#000000', 1)",
            "rating_value_within_scale",
        ),
        (
            "INSERT INTO claims_publisher (name, site, same_as) VALUES ('x', 'https://x.org', '')",
            "publisher_site_is_bare_host",
        ),
    ],
)
def test_constraints_hold(sql, constraint):
    factories.claim()
    assert refused(sql) == constraint


def test_reversed_scale_is_allowed():
    factories.rating("afp-false", value=5, best=1, worst=5)


def test_contradiction_pair_is_unordered():
    left, right = factories.claim(), factories.claim()
    factories.contradiction(left, right)
    with pytest.raises(IntegrityError, match="contradiction_pair_unique"):
        factories.contradiction(right, left)


def test_no_rule_is_switched_off_by_a_session(db):
    """`SET session_replication_role = replica` passes over every trigger that is not ALWAYS."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled <> 'A'"
            " AND tgrelid::regclass::text ~ '^(claims|history|record|pghistory)_'"
        )
        assert cursor.fetchall() == []
