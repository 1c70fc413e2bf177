"""What matching looks up follows the claims: by triggers, a job, and counts that agree."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from claims.desk.review import workflow
from claims.language import stems
from claims.models import Claim, ClaimMatch, ClaimStem, PublishedMatch, PublishedStem
from claims.record import filling, similarity
from tests import factories

pytestmark = pytest.mark.django_db


def fill():
    while filling.fill_all(most=1):
        pass


def counts(model):
    return {row.stem: (row.claims, row.places) for row in model.objects.exclude(claims=0)}


def test_new_claims_wait_and_are_filled():
    row = factories.claim(text="Canola tariffs, and again canola.")
    assert not ClaimMatch.objects.get(claim=row).stems
    fill()
    match = ClaimMatch.objects.get(claim=row)
    assert match.stems == ["canola", "tariff", "again", "canola"]
    assert match.filled == match.asked
    assert len(match.vector) == 384
    assert counts(ClaimStem) == {"": (1, 4), "canola": (1, 2), "tariff": (1, 1), "again": (1, 1)}


def test_counts_follow_changes_and_bulk_updates():
    one, other = factories.claim(text="canola"), factories.claim(text="canola, tariff")
    fill()
    Claim.objects.filter(pk=one.pk).update(text="pork tariff")
    assert ClaimMatch.objects.get(claim=one).stems == ["canola"]
    fill()
    assert counts(ClaimStem) == {
        "": (2, 4), "canola": (1, 1), "pork": (1, 1), "tariff": (2, 2),
    }  # fmt: skip
    ClaimMatch.objects.filter(claim=other).delete()
    assert counts(ClaimStem) == {"": (1, 2), "pork": (1, 1), "tariff": (1, 1)}


def test_change_while_vectors_are_made_is_not_lost(monkeypatch):
    row = factories.claim(text="canola")
    made = filling.embeddings.of_claims

    def meanwhile(claims):
        Claim.objects.filter(pk=row.pk).update(text="pork")
        monkeypatch.undo()
        return made(claims)

    monkeypatch.setattr(filling.embeddings, "of_claims", meanwhile)
    filling.fill_all(most=1)
    assert filling.pending(filling.TASKS[1]).count() == 1
    fill()
    assert ClaimMatch.objects.get(claim=row).stems == ["pork"]


def test_published_claims_are_filled_corrected_and_taken_out(cast):
    claim = factories.claim(text="The canola tariff is 84 %.")
    review = factories.published(cast.alice, cast.bob, of=claim)
    assert not counts(PublishedStem)
    fill()
    match = PublishedMatch.objects.get()
    assert match.claim_id == claim.public_id
    assert match.stems[:3] == stems.of(claim.text)[:3]
    assert counts(PublishedStem)["canola"][0] == 1
    workflow.retract(review, by=cast.bob, comment="The source was withdrawn.")
    fill()
    assert not PublishedMatch.objects.exists()
    assert not counts(PublishedStem)


def test_publishing_touches_no_counts(cast):
    """Who publishes must not wait for the job: not one row of the counts is written."""
    with connection.cursor() as cursor:
        factories.published(cast.alice, cast.bob)
        cursor.execute("SELECT count(*) FROM record_stem")
        assert cursor.fetchone() == (0,)


def test_command_fills_what_waits(capsys):
    factories.claim(text="canola")
    call_command("fill_matching")
    assert "claims_match: 1 filled" in capsys.readouterr().out
    assert not filling.pending(filling.TASKS[1]).exists()


def test_desk_is_asked_by_words_and_by_meaning():
    texts = (
        "Canada imposes a 100 percent tariff on electric vehicles from China.",
        "The prime minister of Canada is Mark Carney.",
        "A video shows a baby drawing cartoons.",
        "Two Canadians were detained in China.",
    )
    claims = [factories.claim(text=text) for text in texts]
    fill()
    (answer,) = similarity.ask(
        similarity.DESK, ["Chinese electric cars face a 100% Canadian duty"], using="default"
    )
    assert [one.key for one in answer.found] == [str(claims[0].pk)]
    assert answer.found[0].probability > 0.5
    (silent,) = similarity.ask(similarity.DESK, ["Bananas are radioactive."], using="default")
    assert silent.found == ()
    (without,) = similarity.ask(
        similarity.DESK, [texts[0]], using="default", without={str(claims[0].pk)}
    )
    assert str(claims[0].pk) not in [one.key for one in without.found]


@pytest.mark.parametrize("text", ["", "!!!", "of the", "' & | ! <-> :*", "\u202e {1,2} [x]"])
def test_texts_without_words_find_nothing_and_break_nothing(text):
    factories.claim(text="canola")
    fill()
    (answer,) = similarity.ask(similarity.DESK, [text], using="default")
    assert answer.found == ()


def test_no_function_has_a_setting_of_vectors_that_a_restore_refuses(db):
    # pg_restore makes functions in sessions that have not loaded the extension of the setting.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc, unnest(proconfig) AS one WHERE one LIKE 'hnsw.%'"
        )
        assert cursor.fetchall() == []


def test_nearest_vectors_are_looked_for_as_widely_as_candidates_are_asked(db):
    near = "[1" + ",0" * 383 + "]"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM match_candidates_v2('record_match', '{}', '{}', %s::halfvec, 100)", [near]
        )
        cursor.execute("SELECT current_setting('hnsw.ef_search')")
        assert cursor.fetchone() == ("100",)


class Interrupted(io.StringIO):
    """A terminal at which somebody presses Ctrl-C when the first rows are told."""

    def write(self, text):
        if " of " in text and " of " not in self.getvalue():
            super().write(text)
            raise KeyboardInterrupt
        return super().write(text)


def test_interrupted_command_says_so_and_keeps_what_is_filled():
    row = factories.claim(text="Canola tariffs.")
    told = Interrupted()
    call_command("fill_matching", stdout=told)
    assert "Interrupted: what is filled stays" in told.getvalue()
    assert ClaimMatch.objects.get(claim=row).stems == ["canola", "tariff"]
