"""Rivals: a claim that comes in or changes is compared; decisions are remembered."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.desk.rivals import blocking, queue
from claims.language.statements import comparing
from claims.models import Claim, Comparison, Contradiction, Repetition
from tests import factories

pytestmark = pytest.mark.django_db
LOADED = ("ratings", "publishers", "articles", "claimants")
TRUDEAU, CARNEY = "ca-cn:pm-of-canada-trudeau", "ca-cn:pm-of-canada-carney"


def claim(text, *point, **fields):
    names = ("subject", "property", "value", "unit")
    said = dict.fromkeys(names, "") | dict(zip(names, point, strict=False))
    return factories.claim(text=text, **said, **fields)


def minister(name, **fields):
    return claim(f"{name} it is.", "Canada", "prime minister", name, **fields)


def compare():
    while queue.work():
        pass


def test_claim_waits_from_its_first_moment_and_when_it_says_something_else():
    made = claim("Canada has a new leader.")
    assert Comparison.objects.filter(claim=made, scan=False).count() == 1
    compare()
    assert not Comparison.objects.exists()
    Claim.objects.filter(pk=made.pk).update(priority=1)
    assert not Comparison.objects.exists()
    Claim.objects.filter(pk=made.pk).update(value="Mark Carney")
    assert Comparison.objects.filter(claim=made).count() == 1


def test_plain_sql_puts_a_claim_into_the_queue():
    made = claim("Canada has a new leader.")
    Comparison.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET text = 'No leader.' WHERE id = %s", [made.pk])
    assert Comparison.objects.filter(claim=made).exists()


def test_rival_is_proposed_with_values_kind_score_and_reason():
    one = minister("Justin Trudeau", valid_from=date(2025, 12, 20))
    other = minister("Mark Carney", valid_from=date(2025, 3, 14))
    compare()
    row = Contradiction.objects.get()
    assert (row.left, row.right, row.status) == (one, other, "suggested")
    assert (row.kind, row.relation) == ("name", "contradicts")
    assert (row.left_value, row.right_value) == ("Justin Trudeau", "Mark Carney")
    assert row.proposed_by == "comparison"
    assert 0.9 < row.score <= 1
    assert "who is prime minister of Canada from 20 December 2025" in row.note


def test_role_holders_of_different_years_are_not_proposed():
    minister("Justin Trudeau", valid_from=date(2015, 11, 4), valid_to=date(2025, 3, 14))
    minister("Mark Carney", valid_from=date(2025, 3, 14))
    compare()
    assert not Contradiction.objects.exists()


def test_alias_of_the_desk_finds_the_same_person():
    carney = factories.claimant("Mark Carney")
    carney.aliases.create(name="Kaner")
    minister("Kaner")
    minister("Mark Carney")
    compare()
    assert Contradiction.objects.get().relation == "different_definition"


def test_dismissed_pair_is_proposed_again_only_when_a_side_has_changed(cast):
    one = minister("Justin Trudeau")
    minister("Mark Carney")
    compare()
    row = Contradiction.objects.get()
    noting.dismiss(row, by=cast.bob, reason="One of them is meant of the past.")
    queue.scan_all()
    compare()
    row.refresh_from_db()
    assert row.status == "dismissed"
    Claim.objects.filter(pk=one.pk).update(text="Trudeau is prime minister, they say.")
    compare()
    row.refresh_from_db()
    assert (row.status, row.decided_by, row.resolution) == ("suggested", None, "")


def test_confirmed_pair_is_left_alone_whatever_changes(cast):
    one = minister("Justin Trudeau")
    minister("Mark Carney")
    compare()
    row = Contradiction.objects.get()
    noting.confirm(row, by=cast.bob)
    Claim.objects.filter(pk=one.pk).update(value="Pierre Trudeau")
    compare()
    row.refresh_from_db()
    assert (row.status, row.left_value) == ("confirmed", "Justin Trudeau")


def test_person_s_note_is_not_overwritten(cast):
    one, other = minister("Justin Trudeau"), minister("Mark Carney")
    noted = noting.note(
        other, one, by=cast.alice, kind="role", relation="contradicts",
        left_value="he", right_value="the other", note="Mine.",
    )  # fmt: skip
    compare()
    row = Contradiction.objects.get()
    assert (row.pk, row.note, row.left_value) == (noted.pk, "Mine.", "he")


def test_proposal_goes_when_the_claims_no_longer_say_so():
    one = minister("Justin Trudeau")
    minister("Mark Carney")
    compare()
    Claim.objects.filter(pk=one.pk).update(valid_to=date(2025, 3, 1))
    Claim.objects.filter(value="Mark Carney").update(valid_from=date(2025, 3, 14))
    compare()
    assert not Contradiction.objects.exists()


def test_same_statement_is_proposed_as_a_repetition_of_the_older():
    one = claim("China is the second-largest trading partner of Canada.")
    other = claim("Carney said that China is the second largest trading partner of Canada.")
    compare()
    row = Repetition.objects.get()
    assert (row.claim, row.of, row.status) == (other, one, "suggested")
    assert not Contradiction.objects.exists()


def test_superior_digits_do_not_stop_the_queue():
    claim("The reactor reached 10² degrees.")
    claim("The reactor never reached 10² degrees.")
    compare()
    assert not Comparison.objects.exists()


def test_pair_that_cannot_be_compared_does_not_hold_up_the_others(monkeypatch):
    def compared(one, other, known):
        if "unreadable" in one.text + other.text:
            raise ZeroDivisionError
        return real(one, other, known)

    real = comparing.compare
    monkeypatch.setattr(comparing, "compare", compared)
    claim("An unreadable prime minister.", "Canada", "prime minister", "Nobody")
    minister("Justin Trudeau")
    minister("Mark Carney")
    compare()
    assert Contradiction.objects.count() == 1
    assert not Comparison.objects.exists()


def test_fixture_takes_the_place_of_what_was_proposed_of_its_pair_meanwhile(cast):
    call_command("loaddata", *LOADED, "claims", verbosity=0)
    compare()
    proposed = Contradiction.objects.filter(proposed_by="comparison")
    decided = proposed.get(left__external_id=TRUDEAU, right__external_id=CARNEY)
    noting.dismiss(decided, by=cast.bob, reason="Looked at.")
    for _ in range(2):
        call_command("loaddata", "contradictions", verbosity=0)
    decided.refresh_from_db()
    assert (decided.status, decided.proposed_by) == ("dismissed", "comparison")
    taken = Contradiction.objects.get(external_id="ca-cn:pm-trudeau-or-kaner")
    assert (taken.left_value, taken.proposed_by, taken.status) == (
        "Trudeau", "desk notes", "suggested",
    )  # fmt: skip
    queue.scan_all()
    compare()
    taken.refresh_from_db()
    assert taken.proposed_by == "desk notes"


def test_declined_claim_is_nobody_s_rival(cast):
    one = minister("Justin Trudeau")
    workflow.decline(workflow.open_review(one), by=cast.alice, comment="Not checkable.")
    minister("Mark Carney")
    compare()
    assert not Contradiction.objects.exists()


def test_key_that_everybody_has_finds_nobody(monkeypatch):
    monkeypatch.setattr(blocking, "COMMON", 3)
    for number in range(5):
        claim(f"Tariffs hit province{number}.")
    compare()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_claimkey WHERE key = 'tariff'")
        assert cursor.fetchone() == (5,)
    assert blocking.candidates(list(Claim.objects.values_list("pk", flat=True))) == set()


def test_scan_goes_on_where_it_was(capsys):
    minister("Justin Trudeau")
    minister("Mark Carney")
    compare()
    Contradiction.objects.all().delete()
    queue.scan_all()
    assert queue.work(batch=1) == 1
    call_command("find_contradictions")
    assert "Going on: 1 claims are left" in capsys.readouterr().out
    assert Contradiction.objects.count() == 1
    assert queue.waiting() == 0


def test_batch_takes_the_same_number_of_queries_however_many_claims(django_assert_num_queries):
    for number in range(3):
        minister(f"Person {number}")
    compare()
    queue.scan_all()
    with django_assert_num_queries(19):
        queue.work()
    for number in range(9):
        minister(f"Somebody {number}", valid_from=date(2000 + number, 1, 1))
    compare()
    queue.scan_all()
    with django_assert_num_queries(19):
        queue.work()
