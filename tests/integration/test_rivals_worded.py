"""Rivals that a person has worded: software goes on comparing, and the person's words stay."""

import pytest
from django.contrib.auth.models import Permission

from claims import exceptions
from claims.desk import repetitions
from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.desk.rivals import queue
from claims.models import Claim, Contradiction, Repetition
from tests import factories

pytestmark = pytest.mark.django_db


def minister(name):
    return factories.claim(
        text=f"{name} it is.", subject="Canada", property="prime minister", value=name
    )


def compare():
    while queue.work():
        pass


def changed(claim, value):
    Claim.objects.filter(pk=claim.pk).update(value=value)
    compare()


def test_dismissed_note_of_a_person_stays_when_a_side_changes(cast):
    one, other = minister("Justin Trudeau"), minister("Mark Carney")
    row = noting.note(
        one, other, by=cast.alice, kind="role", relation="different_scope",
        left_value="he", right_value="the other", note="Asked both offices.",
    )  # fmt: skip
    noting.dismiss(row, by=cast.bob, reason="Both were right.")
    compare()
    row.refresh_from_db()
    assert (row.status, row.note) == ("dismissed", "Asked both offices.")
    for name in ("Pierre Trudeau", "Alexandre Trudeau"):
        changed(one, name)
        row.refresh_from_db()
        assert row.status == "suggested"
        assert (row.kind, row.relation, row.left_value) == ("role", "different_scope", "he")
        assert row.note.startswith("Asked both offices.\n\nBoth say who is prime minister")
        assert row.note.endswith("one says Pierre Trudeau, the other Mark Carney.")


def test_proposal_that_a_person_mended_stays_as_it_was_mended(cast):
    one, _ = minister("Justin Trudeau"), minister("Mark Carney")
    compare()
    row = Contradiction.objects.get()
    noting.describe(row, by=cast.bob, note="Ask the archive.", left_value="Trudeau (père)")
    queue.scan_all()
    compare()
    row.refresh_from_db()
    assert (row.note, row.left_value) == ("Ask the archive.", "Trudeau (père)")
    assert row.proposed_by == "bob"
    changed(one, "Mark Carney")
    assert Contradiction.objects.filter(pk=row.pk, note="Ask the archive.").exists()


def test_proposal_that_was_saved_unchanged_still_follows_its_claims(cast):
    one, _ = minister("Justin Trudeau"), minister("Mark Carney")
    compare()
    row = Contradiction.objects.get()
    noting.describe(row, by=cast.bob, note=row.note, left_value=row.left_value)
    changed(one, "Mark Carney")
    assert not Contradiction.objects.exists()


def test_who_may_not_join_two_claims_may_not_keep_them_apart_either(cast):
    for _ in range(2):
        factories.claim(text="The river Thames is 346 km long.", subject="", property="", value="")
    compare()
    row = Repetition.objects.get()
    cast.dave.user_permissions.add(*_permissions("change_claim"))
    dave = type(cast.dave).objects.get(pk=cast.dave.pk)
    with pytest.raises(exceptions.NotPermitted):
        repetitions.dismiss(row, by=dave)
    row.refresh_from_db()
    assert row.status == "suggested"
    repetitions.dismiss(row, by=cast.alice)
    row.refresh_from_db()
    assert row.status == "dismissed"


def _permissions(*names):
    return Permission.objects.filter(content_type__app_label="claims", codename__in=names)


def test_of_three_copies_two_wait_as_repetitions_of_the_first(cast):
    text = "The river Thames is 346 km long."
    first, second, third = (
        factories.claim(text=text, subject="", property="", value="") for _ in range(3)
    )
    compare()
    waits = {(row.claim, row.of) for row in repetitions.waiting()}
    assert waits == {(second, first), (third, first)}
    assert [row.of for row in repetitions.waiting(third)] == [first]
    # Without the first, the third still repeats the second.
    workflow.decline(workflow.open_review(first), by=cast.alice, comment="Not checkable.")
    assert [(row.claim, row.of) for row in repetitions.waiting()] == [(third, second)]
