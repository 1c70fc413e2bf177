"""check_passages holds the database's passages against the article texts."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims import models
from claims.intake import passages

ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "articles"
FIXTURES = ["ratings", "publishers", "articles", "claimants", "claims", "contradictions"]
TEXT = "The bridge opened in May.\r\nThe “old” bridge 🌉 closed. The bridge is red."


def appearance(text=TEXT, exact="is red", **changes):
    """An appearance of `exact` in `text`, not saved, with what a test changes."""
    place = passages.locate(text, exact)
    fields = {"exact": exact, "start": place.start, "end": place.end, **changes}
    return models.Appearance(**fields)


@pytest.fixture
def pinned(db, tmp_path):
    """A claim pinned in one article, whose text lies in a folder."""
    article = models.Article.objects.create(
        key="bridge", text_sha256=hashlib.sha256(TEXT.encode()).hexdigest()
    )
    claim = models.Claim.objects.create(
        text="The bridge is red.", external_id="test:red", slug="red", claimant_unknown=True
    )
    row = appearance(prefix="The bridge ", suffix=".", claim=claim, article=article)
    row.save()
    (tmp_path / "bridge.txt").write_bytes(TEXT.encode())
    return row


def check(folder):
    """Run the command; return its output, or raise CommandError with every line it wrote."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_passages", str(folder), stdout=out, stderr=err)
    except CommandError as error:
        raise CommandError(f"{err.getvalue()}{error}") from error
    return out.getvalue()


def test_locate_counts_code_points_and_keeps_line_ends():
    place = passages.locate(TEXT, "closed")
    assert TEXT[place.start : place.end] == "closed"
    assert place.start == TEXT.index("🌉") + 2


def test_locate_tells_places_apart_by_their_surroundings():
    assert passages.locate(TEXT, "bridge", prefix="”").start == TEXT.index("bridge 🌉")
    assert passages.locate(TEXT, "bridge", suffix=" is").start == TEXT.rindex("bridge")


def test_locate_refuses_a_phrase_that_is_not_there():
    with pytest.raises(passages.PassageNotFound, match="is not in this text"):
        passages.locate(TEXT, "tunnel")
    with pytest.raises(passages.PassageNotFound, match="not between this prefix and suffix"):
        passages.locate(TEXT, "closed", prefix="reopened and")


def test_locate_refuses_a_phrase_that_stands_several_times():
    with pytest.raises(passages.PassageAmbiguous, match=r"stands 3 times .*prefix"):
        passages.locate(TEXT, "bridge")


def test_locate_refuses_an_empty_phrase():
    with pytest.raises(passages.exceptions.BadValue, match="exact words"):
        passages.locate(TEXT, "")


def test_a_matching_passage_has_no_problem():
    assert passages.problem(TEXT, appearance(prefix="bridge", suffix=".")) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"exact": "is red", "start": 0, "end": 6}, "exact"),
        ({"prefix": "The tunnel "}, "prefix"),
        ({"suffix": " and blue"}, "suffix"),
        ({"end": 9999}, "position"),
    ],
)
def test_a_problem_names_the_selector_and_the_remedy(changes, field):
    problem = passages.problem(TEXT, appearance(**changes))
    assert problem.field == field
    assert "Pin it again" in str(problem)


def test_all_match(pinned, tmp_path):
    assert check(tmp_path) == "1 passages in 1 articles: all match.\n"


def test_a_moved_passage_is_named_with_claim_article_and_remedy(pinned, tmp_path):
    models.Appearance.objects.update(start=0, end=6)
    with pytest.raises(CommandError) as raised:
        check(tmp_path)
    for part in ("bridge", "test:red", "“is red”", "“The br”", "Pin it again", "1 problems"):
        assert part in str(raised.value)


def test_another_text_is_reported_by_its_digest(pinned, tmp_path):
    (tmp_path / "bridge.txt").write_bytes(f"{TEXT} Later words.".encode())
    with pytest.raises(CommandError, match="SHA-256"):
        check(tmp_path)


def test_a_missing_file_is_named(pinned, tmp_path):
    (tmp_path / "bridge.txt").unlink()
    with pytest.raises(CommandError, match=r"bridge\.txt: No such file"):
        check(tmp_path)


def test_a_file_that_is_not_utf8_is_named(pinned, tmp_path):
    (tmp_path / "bridge.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match=r"bridge\.txt: byte 0 is not UTF-8"):
        check(tmp_path)


@pytest.mark.django_db
def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(CommandError, match="nowhere is not a folder"):
        check(tmp_path / "nowhere")


@pytest.mark.django_db
def test_the_fixtures_match_the_five_articles_and_load_twice():
    if not ARTICLES.is_dir():
        pytest.skip(f"{ARTICLES} is not there: the article texts are not shipped")
    call_command("loaddata", *FIXTURES, verbosity=0)
    once = snapshot()
    call_command("loaddata", *FIXTURES, verbosity=0)
    assert snapshot() == once
    assert check(ARTICLES).endswith(" in 5 articles: all match.\n")


def snapshot():
    return [
        list(model.objects.order_by("pk").values())
        for model in (models.Claim, models.Appearance, models.Contradiction, models.Claimant)
    ]
