"""load_claims: rows become claims, again nothing changes, and what is refused says why."""

import json
from functools import partial
from pathlib import Path

import pytest

from claims.intake.loading import load, rejects
from claims.models import (
    EVENTS,
    Appearance,
    Claim,
    Claimant,
    ClaimantAlias,
    ClaimMatch,
    Comparison,
    QueuePlace,
    Review,
)
from tests import factories, loading

pytestmark = pytest.mark.django_db

CSV = """external_id,text,claimant,claim_date,in_language,topics,subject,property,value,unit,priority
a:1,"The tax, as it is, is 5 %.",mark-carney,2025-03-14,en-CA,tax economy,tax,rate,5,%,1
a:2,Eleven people came.,Mark Carney,,,,,,,,
"""


def test_table_becomes_claims_as_forms_make_them(tmp_path):
    person = factories.claimant()
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", CSV))
    assert (done.code, done.refused) == (0, [])
    first, second = Claim.objects.order_by("pk")
    assert (first.external_id, first.text) == ("a:1", "The tax, as it is, is 5 %.")
    assert (first.claimant, str(first.claim_date), first.in_language) == (
        person,
        "2025-03-14",
        "en-CA",
    )
    assert (first.topics, first.unit, first.priority) == (["tax", "economy"], "%", 1)
    assert (second.claimant, second.claim_date, second.in_language) == (person, None, "en")
    assert (second.priority, second.slug) == (3, "eleven-people-came")


def test_loaded_claim_stands_in_every_queue_of_the_desk(tmp_path):
    loading.load(tmp_path, loading.ndjson(tmp_path, loading.claim(1, priority=2)))
    claim = Claim.objects.get()
    assert Review.objects.get(claim=claim).state == "new"
    assert QueuePlace.objects.get().priority == 2
    assert Comparison.objects.filter(claim=claim).exists()
    assert ClaimMatch.objects.filter(claim=claim).exists()
    assert [event.pgh_label for event in EVENTS[Claim].objects.all()] == ["insert"]


def test_second_load_changes_nothing_and_writes_no_history(tmp_path):
    factories.claimant()
    path = loading.file(tmp_path, "a.csv", CSV)
    loading.load(tmp_path, path)
    before = {model: event.objects.count() for model, event in EVENTS.items()}
    stored = list(Claim.objects.values())
    done = loading.load(tmp_path, path)
    assert "0 new, 0 changed, 2 as stored" in done.said
    assert list(Claim.objects.values()) == stored
    assert {model: event.objects.count() for model, event in EVENTS.items()} == before


def test_cell_that_is_not_named_stays_and_an_empty_one_empties(tmp_path):
    claim = factories.claim(external_id="a:1", value="old", unit="km", topics=["one"])
    done = loading.load(tmp_path, loading.ndjson(tmp_path, {"external_id": "a:1", "value": ""}))
    assert "1 changed" in done.said
    claim.refresh_from_db()
    assert (claim.value, claim.unit, claim.topics) == ("", "km", ["one"])
    assert claim.text.startswith("The measure")


def test_refused_row_says_where_what_why_and_what_to_do_and_the_rest_loads(tmp_path):
    rows = [loading.claim(1), loading.claim(2, claim_date="14 March"), loading.claim(3)]
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows))
    assert done.code == 3
    assert done.refused == [
        {
            "file": str(tmp_path / "claims.ndjson"),
            "line": 2,
            "field": "claim_date",
            "value": "14 March",
            "reason": "This is no day.",
            "remedy": "Write the day like 2025-03-14.",
        }
    ]
    assert str(done.path) in done.said
    assert set(Claim.objects.values_list("external_id", flat=True)) == {"test:1", "test:3"}


def test_nothing_loads_when_all_is_refused(tmp_path):
    assert loading.load(tmp_path, loading.ndjson(tmp_path, {"external_id": ""})).code == 1


def test_strict_loads_all_or_nothing(tmp_path):
    good, bad = loading.claim(1), loading.claim(2, priority=9)
    path = loading.ndjson(tmp_path, good, bad, loading.claim(3))
    done = loading.load(tmp_path, path, strict=True, chunk=1)
    assert (done.code, len(done.refused)) == (1, 1)
    assert not Claim.objects.exists()
    done = loading.load(tmp_path, loading.ndjson(tmp_path, good), strict=True)
    assert (done.code, Claim.objects.count()) == (0, 1)


def test_dry_run_says_what_would_be_and_writes_nothing(tmp_path):
    factories.claim(external_id="test:1", text="Another text stood here.", claimant=None)
    rows = [loading.claim(1), loading.claim(2), loading.claim(3, priority=9)]
    path = loading.ndjson(tmp_path, *rows, loading.claim(4, claimant="New", claimant_unknown=False))
    before = list(Claim.objects.values())
    done = loading.load(tmp_path, path, dry_run=True, chunk=1, make_claimants=True)
    assert "2 would be new, 1 would be changed" in done.said
    assert "1 claimants would be" in done.said
    assert len(done.refused) == 1
    assert list(Claim.objects.values()) == before
    assert not Claimant.objects.filter(name="New").exists()


def test_dry_run_counts_a_claimant_of_several_chunks_once(tmp_path):
    by = {"claimant_unknown": False}
    rows = [loading.claim(n, claimant=f"Person {n % 2}", **by) for n in range(1, 7)]
    path = loading.ndjson(tmp_path, *rows)
    for dry_run, said in ((True, "2 claimants would be new"), (False, "2 claimants new")):
        done = loading.load(tmp_path, path, dry_run=dry_run, chunk=2, make_claimants=True)
        assert said in done.said


def test_dry_run_counts_a_review_and_a_passage_of_several_chunks_once(tmp_path):
    factories.article(key="there", text="")
    pinned = {"article": "there", "exact": "words", "start": 0, "end": 5}
    again = [loading.claim(1, **loading.review(1), **pinned) for _ in range(3)]
    by_id = {"review_id": "7", "review_publisher": "Example Checks"}
    rows = [*again, *(loading.claim(2, **by_id) for _ in range(2)), loading.claim(3)]
    path = loading.ndjson(tmp_path, *rows)
    for chunk in (1, 10):
        done = loading.load(tmp_path, path, dry_run=True, chunk=chunk)
        assert "3 would be new" in done.said
        assert "1 passages, 2 reviews of others" in done.said
    done = loading.load(tmp_path, path, chunk=1)
    assert "1 passages, 2 reviews of others" in done.said


def test_dry_run_refuses_what_an_earlier_chunk_says_otherwise(tmp_path):
    rows = [loading.claim(1), loading.claim(2), loading.claim(1, value="other")]
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows), chunk=1, dry_run=True)
    assert [(fault["line"], fault["field"]) for fault in done.refused] == [(3, "external_id")]
    assert "2 would be new" in done.said


def test_row_that_says_another_thing_of_one_claim_is_refused_also_in_a_later_chunk(tmp_path):
    rows = [loading.claim(1), loading.claim(1), loading.claim(1, value="other"), loading.claim(2)]
    for chunk in (1, 10):
        done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows), chunk=chunk)
        assert [(fault["line"], fault["field"]) for fault in done.refused] == [(3, "external_id")]
        assert Claim.objects.get(external_id="test:1").value == ""
        assert Claim.objects.count() == 2


def test_claims_of_the_same_words_get_addresses_of_their_own(tmp_path):
    factories.claim(slug="the-same-words", external_id="another:1")
    rows = [loading.claim(n, text="The same words.") for n in range(3)]
    rows += [loading.claim(n, text="同じ") for n in range(3, 6)]
    assert loading.load(tmp_path, loading.ndjson(tmp_path, *rows), chunk=4).code == 0
    slugs = set(Claim.objects.values_list("slug", flat=True))
    assert len(slugs) == 7
    assert "claim" in slugs


# Claimants.


def named(name, number=1, **more):
    return loading.claim(number, claimant=name, claimant_unknown=False, **more)


def test_claimant_is_known_by_key_then_name_then_another_name(tmp_path):
    person = factories.claimant()
    ClaimantAlias.objects.create(claimant=person, name="Kaner")
    rows = [named("mark-carney", 1), named("Mark Carney", 2), named("Kaner", 3)]
    assert loading.load(tmp_path, loading.ndjson(tmp_path, *rows)).code == 0
    assert set(Claim.objects.values_list("claimant", flat=True)) == {person.pk}


def test_unknown_claimant_is_refused_or_made_once_when_asked(tmp_path):
    path = loading.ndjson(
        tmp_path, named("Ann Other", 1), named("Ann Other", 2), named("Ann  Other", 3)
    )
    done = loading.load(tmp_path, path)
    assert {fault["reason"] for fault in done.refused} == {"There is no such claimant."}
    assert not Claimant.objects.exists()
    assert loading.load(tmp_path, path, make_claimants=True, chunk=2).code == 0
    # Other names, other people: two spaces are enough, nothing is merged by a guess.
    assert sorted(Claimant.objects.values_list("name", flat=True)) == ["Ann  Other", "Ann Other"]
    assert Claimant.objects.get(name="Ann Other").key == "ann-other"


def test_name_that_several_have_is_refused(tmp_path):
    factories.claimant()
    Claimant.objects.create(key="other", name="Mark Carney", kind="person")
    done = loading.load(tmp_path, loading.ndjson(tmp_path, named("Mark Carney")))
    assert [fault["reason"] for fault in done.refused] == ["Several claimants have this name."]


def test_refused_row_makes_no_claimant(tmp_path):
    path = loading.ndjson(tmp_path, named("Ann Other", text=""))
    assert loading.load(tmp_path, path, make_claimants=True).code == 1
    assert not Claimant.objects.exists()


# Passages.


def test_passages_are_pinned_and_found_in_stored_texts(tmp_path):
    factories.article(key="far")
    factories.article(key="near", text="It says: the tax is 5 %. The tax is 5 % indeed.")
    rows = [
        loading.claim(1, article="far", exact="tax", start=3, end=6),
        loading.claim(1, article="near", exact="the tax is 5 %"),
        loading.claim(2, article="near", exact="tax is 5 %"),
        loading.claim(3, article="nowhere", exact="x", start=1, end=2),
        loading.claim(4, article="far", exact="x"),
        loading.claim(5, article="far", exact="x", start=4, end=4),
    ]
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows))
    assert [(fault["line"], fault["field"]) for fault in done.refused] == [
        (3, "exact"), (4, "article"), (5, "end"), (5, "start"), (6, "end"),
    ]  # fmt: skip
    places = Appearance.objects.order_by("start").values_list("article__key", "start", "end")
    assert list(places) == [("far", 3, 6), ("near", 9, 23)]
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows[:2]))
    assert "1 as stored. 0 passages" in done.said


# Approved claims.


def test_claim_under_approval_is_refused_and_the_rest_loads(tmp_path, cast):
    fixed = factories.submitted(cast.alice).claim
    public = factories.published(cast.alice, cast.bob).claim
    rows = [
        {"external_id": fixed.external_id, "text": "Another text."},
        {"external_id": public.external_id, "text": "A public claim’s next text."},
        {"external_id": fixed.external_id, "priority": 1, **loading.review(1)},
        loading.claim(9001),
    ]
    done = loading.load(tmp_path, loading.ndjson(tmp_path, *rows[:2], rows[3]))
    assert [(fault["line"], fault["reason"]) for fault in done.refused] == [
        (1, "The claim is being approved.")
    ]
    assert "1 new, 1 changed" in done.said
    # What no approval covers may change: its place in the queue, and what others found.
    assert loading.load(tmp_path, loading.ndjson(tmp_path, rows[2])).code == 0


def test_passage_of_a_claim_under_approval_is_refused(tmp_path, cast):
    fixed = factories.submitted(cast.alice).claim
    article = factories.article()
    row = {
        "external_id": fixed.external_id,
        "article": article.key,
        "exact": "x",
        "start": 1,
        "end": 2,
    }
    done = loading.load(tmp_path, loading.ndjson(tmp_path, row))
    assert [fault["field"] for fault in done.refused] == ["exact"]
    assert not article.appearances.exists()


# Files.


def test_file_of_rejects_is_never_written_over(tmp_path):
    path = loading.file(tmp_path, "rejects-0.ndjson", "mine")
    bad = loading.ndjson(tmp_path, {"external_id": ""})
    with pytest.raises(Exception, match="is there already"):
        loading.call_command("load_claims", str(bad), rejects=str(path))
    assert path.read_text() == "mine"


@pytest.mark.parametrize("given", [{}, {"rejects": "given/rejects.ndjson"}])
def test_folder_where_rejects_cannot_be_written_is_named(tmp_path, monkeypatch, given):
    """Wrong outcome: a traceback."""
    bad = loading.ndjson(tmp_path, {"external_id": ""}, loading.claim(1))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rejects, "_names", lambda _: ["given/rejects.ndjson"])
    # Root may write in any folder, but not in one that is there no more when the first row is refused.
    (tmp_path / "given").mkdir()
    begun = load._file
    monkeypatch.setattr(load, "_file", lambda *of: ((tmp_path / "given").rmdir(), begun(*of)))
    with pytest.raises(loading.CommandError, match="cannot be written: No such file"):
        loading.call_command("load_claims", str(bad), **given)
    # Whole chunks are loaded, as if it was killed.
    assert Claim.objects.count() == 1


def test_disk_that_is_full_of_rejects_is_named(tmp_path, monkeypatch):
    bad = loading.ndjson(tmp_path, {"external_id": ""}, loading.claim(1))
    full = partial(Path("/dev/full").open, "w")
    monkeypatch.setattr(rejects, "_made", lambda _: ("full", full()))
    with pytest.raises(loading.CommandError, match="cannot be written: No space left"):
        loading.call_command("load_claims", str(bad))


def test_folder_that_is_closed_to_rejects_is_named_before_anything_is_loaded(tmp_path, monkeypatch):
    good = loading.ndjson(tmp_path, loading.claim(1))
    monkeypatch.setattr(rejects.os, "access", lambda *_: False)
    with pytest.raises(loading.CommandError, match="you may not write in this folder"):
        loading.call_command("load_claims", str(good), rejects=str(tmp_path / "rejects.ndjson"))
    assert not Claim.objects.exists()


def test_several_files_and_one_that_is_missing(tmp_path):
    good = loading.ndjson(tmp_path, loading.claim(1))
    done = loading.load(tmp_path, tmp_path / "missing.csv", good)
    assert (done.code, Claim.objects.count()) == (3, 1)
    assert "missing.csv cannot be read" in done.refused[0]["reason"]


def test_rejects_can_be_read_back_line_by_line(tmp_path):
    row = loading.claim(1, priority='=cmd()\n"x"')
    done = loading.load(tmp_path, loading.ndjson(tmp_path, row))
    assert json.loads(done.path.read_text())["value"] == '=cmd()\n"x"'
