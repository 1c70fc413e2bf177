"""The history that pages show: who changed what, also behind the application's back.

Committed for real: within one transaction, the actor of the step before would stay set.
"""

from django.db import connection

from claims.admin import history
from claims.desk.contradictions import noting
from claims.desk.review import workflow
from tests import factories
from tests.admin import pages
from tests.admin.conftest import browser


def told(entry):
    return entry.who, entry.what, [(one.label, one.before, one.after) for one in entry.changes]


def test_change_in_the_database_names_the_role_that_was_logged_in(committed_db):
    review = factories.started(committed_db.cast.alice)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_review SET title = 'x' WHERE id = %s", [review.pk])
        cursor.execute("SELECT session_user")
        (role,) = cursor.fetchone()
    newest = history.of_review(review)[0]
    assert told(newest) == (f"the database role {role}", "changed it", [("title", "—", "x")])


def test_verdict_and_evidence_are_told_with_names(committed_db):
    alice = committed_db.cast.alice
    review = factories.started(alice)
    source = factories.source(title="The decree")
    rows = [workflow.attach(review, source, by=alice, stance="refutes")]
    workflow.change_evidence(rows[0], by=alice, stance="context")
    workflow.detach(rows[0], by=alice)
    workflow.write(review, by=alice, rating=factories.rating())
    assert [told(entry) for entry in history.of_review(review)] == [
        ("alice", "changed it", [("rating", "—", "False")]),
        ("alice", "removed evidence: The decree", []),
        ("alice", "changed evidence: The decree", [("stance", "Refutes", "Context")]),
        ("alice", "added evidence: The decree", []),
        ("alice", "took it and started", []),
    ]


def test_claim_changed_in_the_admin_is_told_with_who(committed_db):
    erin = factories.person("erin", "contributor")
    claim = factories.claim(appears=False, topics=["trade"])
    person = browser(erin)
    person.post(
        pages.of(claim),
        pages.seen(person, claim)
        | {
            "text": claim.text,
            "claimant": claim.claimant_id,
            "priority": 1,
            "in_language": "en",
            "topics": "trade,canola",
            "subject": claim.subject,
            "property": claim.property,
            "value": claim.value,
            "appearances-TOTAL_FORMS": 0,
            "appearances-INITIAL_FORMS": 0,
        },
    )
    who, what, changes = told(history.of_row(claim)[0])
    assert (who, what) == ("erin", "changed it")
    assert ("topics", "trade", "trade, canola") in changes
    assert ("priority", "3", "1") in changes


def test_decision_on_a_contradiction_is_told(committed_db):
    bob = committed_db.cast.bob
    row = factories.contradiction(factories.claim(), factories.claim())
    noting.confirm(row, by=bob)
    who, _what, changes = told(history.of_row(row)[0])
    assert who == "bob"
    assert ("status", "Suggested", "Confirmed") in changes
