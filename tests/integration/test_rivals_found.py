"""What rivals are found by: keys, vectors, sketches; and what a changed spelling brings back."""

from itertools import combinations

import pytest
from django.core.management import call_command
from django.db import connection

from claims.desk.contradictions import noting
from claims.desk.rivals import blocking, proposing, queue, reading, renaming
from claims.language.statements import comparing, wording
from claims.models import (
    Claim,
    ClaimKey,
    ClaimSketch,
    Comparison,
    Contradiction,
    Repetition,
    SpellingChange,
)
from claims.record import filling
from tests import factories

pytestmark = pytest.mark.django_db
CUTS = (
    "Twenty million Americans are out of work.",
    "We have 25 million Americans out of work.",
)


def compare(batch=queue.BATCH):
    while queue.work(batch):
        pass


def holder(name, text=""):
    point = {"subject": "Canada", "property": "prime minister", "value": name}
    return factories.claim(text=text or f"{name} it is.", **point)


def bare(text):
    return factories.claim(text=text, subject="", property="", value="")


def loaded():
    call_command(
        "loaddata", "ratings", "publishers", "articles", "claimants", "claims", verbosity=0
    )
    return list(Claim.objects.order_by("pk"))


def proposals():
    against = Contradiction.objects.values_list(
        "left", "right", "kind", "relation", "left_value", "right_value", "score", "note"
    )
    same = Repetition.objects.values_list("of", "claim", "reason", "score")
    return sorted(against), sorted(same)


def waiting():
    return set(Comparison.objects.values_list("claim", flat=True))


def test_batch_and_single_claims_lead_to_the_same_proposals():
    loaded()
    compare()
    whole = proposals()
    assert len(whole[0]) > 20
    Contradiction.objects.all().delete()
    Repetition.objects.all().delete()
    ClaimKey.objects.all().delete()
    ClaimSketch.objects.all().delete()
    queue.scan_all()
    compare(batch=1)
    assert proposals() == whole


def test_what_is_left_out_unread_is_nothing_that_a_comparison_finds():
    claims = loaded()
    compare()
    known = reading.known_names()
    pairs = list(combinations(claims, 2))
    left = blocking.worthwhile((one.pk, other.pk) for one, other in pairs)
    assert 0 < len(left) < len(pairs) / 4
    found = {
        (one.pk, other.pk)
        for one, other in pairs
        if comparing.compare(reading.statement(one), reading.statement(other), known)
    }
    assert found
    assert found <= left


def test_sketch_holds_the_stems_that_wordings_are_compared_by():
    claims = loaded()
    compare()
    known = reading.known_names()
    for sketch in ClaimSketch.objects.select_related("claim"):
        said = wording.stems(reading.statement(sketch.claim).bare, known)
        assert sorted(said) == sorted(sketch.stems)
    assert ClaimSketch.objects.count() == len(claims)


def test_claim_without_a_sketch_is_compared_all_the_same():
    holder("Justin Trudeau")
    compare()
    ClaimSketch.objects.all().delete()
    holder("Mark Carney")
    compare()
    assert Contradiction.objects.count() == 1


def test_rival_of_none_but_common_words_is_found_by_its_vector(monkeypatch):
    monkeypatch.setattr(blocking, "COMMON", 1)
    pair = [bare(text) for text in CUTS]
    compare()
    assert not Contradiction.objects.exists()
    filling.fill_all(most=1)
    assert waiting() == {claim.pk for claim in pair}
    compare()
    row = Contradiction.objects.get()
    assert (row.left_value, row.right_value) == ("Twenty million", "25 million")


def test_vector_that_stays_as_it_is_brings_nothing_back():
    made = bare(CUTS[0])
    filling.fill_all(most=1)
    compare()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_match SET asked = asked + 1")
    filling.fill_all(most=1)
    assert waiting() == set()
    Claim.objects.filter(pk=made.pk).update(text=CUTS[1])
    compare()
    filling.fill_all(most=1)
    assert waiting() == {made.pk}


def test_scan_of_what_was_scanned_before_writes_no_keys():
    loaded()
    compare()
    keys = set(ClaimKey.objects.values_list("pk", flat=True))
    queue.scan_all()
    compare()
    assert set(ClaimKey.objects.values_list("pk", flat=True)) == keys


def test_claim_that_says_something_else_is_found_by_that_alone():
    made = bare("Tariffs hit the canola farmers.")
    compare()
    Claim.objects.filter(pk=made.pk).update(text="Tariffs hit the lobster fishers.")
    compare()
    found = set(ClaimKey.objects.filter(claim=made).values_list("key", flat=True))
    assert {"lobster", "tariff"} <= found
    assert not found & {"canola", "farmer"}


def test_new_alias_brings_back_the_claims_that_name_it_and_no_others():
    carney = factories.claimant("Mark Carney")
    named = [holder("Kaner"), bare("Trade with Kaner’s team grew."), bare("The KANER visit ended.")]
    bare("Kanerson is somebody else.")
    holder("Mark Carney")
    compare()
    carney.aliases.create(name="Kaner")
    assert renaming.requeue() == len(named)
    assert waiting() == {claim.pk for claim in named}
    assert not SpellingChange.objects.exists()


@pytest.mark.parametrize("spelling", ["O'Neil-Mu\N{LATIN SMALL LETTER U WITH DIAERESIS}", "A_B 5"])
def test_spelling_is_found_as_comparisons_read_it(spelling):
    told = spelling.upper().replace("'", "’").replace(" ", "  ")
    made = bare(f"They met {told}, they say.")
    other = bare("They met AxB 5, they say.")
    assert renaming.naming([spelling]) == [made.pk]
    assert other.pk not in renaming.naming([spelling])


def test_alias_that_goes_and_a_claimant_renamed_bring_them_back_as_well():
    carney = factories.claimant("Mark Carney")
    alias = carney.aliases.create(name="Kaner")
    named = holder("Kaner")
    holder("Mark Carney")
    compare()
    alias.claimant.name = "Mark Joseph Carney"
    alias.claimant.save()
    renaming.requeue()
    assert waiting() == {named.pk}
    compare()
    alias.delete()
    renaming.requeue()
    assert waiting() == {named.pk}


def test_undecided_proposal_follows_the_table_of_names(cast):
    carney = factories.claimant("Mark Carney")
    holder("Kaner")
    holder("Mark Carney")
    trudeau = holder("Justin Trudeau")
    compare()
    pair = Contradiction.objects.exclude(left=trudeau).exclude(right=trudeau)
    assert pair.get().relation == "contradicts"
    decided = Contradiction.objects.exclude(pk=pair.get().pk).first()
    noting.dismiss(decided, by=cast.bob, reason="Looked at.")
    carney.aliases.create(name="Kaner")
    compare()
    assert pair.get().relation == "different_definition"
    decided.refresh_from_db()
    assert decided.status == "dismissed"


def test_spelling_that_changes_wakes_the_worker():
    bare("Nothing else waits.")
    compare()
    factories.claimant("Mark Carney").aliases.create(name="Kaner")
    before = jobs()
    queue.call_worker()
    assert jobs() == before + 1


def jobs():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [queue.COMPARE]
        )
        return cursor.fetchone()[0]


def test_pair_stands_once_however_often_it_is_proposed():
    one, other = holder("Justin Trudeau"), holder("Mark Carney")
    known = reading.known_names()
    stand = proposing.standing([])
    for pair in ((one, other), (other, one)):
        proposing.propose([pair, pair], known, stand)
    assert Contradiction.objects.count() == 1
