"""Files that mean harm: to a terminal, to a page, to whoever loads next."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.intake.loading import looking, rejects, rows
from claims.language import printed
from claims.models import Claim, Claimant, ExternalReview
from tests import loading

database = pytest.mark.django_db
ESC = "\x1b[2J\x9b31m\u202e"


@pytest.mark.parametrize(
    "row",
    [
        {f"{ESC}column": "1"},
        {"external_id": "a", "text": "x", "claim_date": ESC},
        {"external_id": "a", "text": "x", "claimant": ESC},
        {"external_id": "a", "text": "x", "article": ESC},
    ],
    ids=["column", "cell", "claimant", "article"],
)
@database
def test_no_sign_of_a_file_commands_the_terminal(tmp_path, row):
    done = loading.load(tmp_path, loading.ndjson(tmp_path, row), format="ndjson")
    assert done.code == 1
    assert all(sign.isprintable() or sign == "\n" for sign in done.said)
    assert all(sign.isprintable() or sign == "\n" for sign in done.path.read_text())
    quoted = done.refused[0]["value"] + done.refused[0]["field"]
    assert ESC in quoted  # The file of rejects, read as JSON, has it as it was.


@database
def test_column_of_a_table_does_not_command_the_terminal(tmp_path):
    content = f"external_id,{ESC * 9000}\n1,2\n"
    done = loading.load(tmp_path, loading.file(tmp_path, "a.csv", content))
    assert (done.code, "is no column" in done.said) == (1, True)
    assert all(sign.isprintable() or sign == "\n" for sign in done.said)
    assert len(done.said) < 3000


def test_text_for_a_terminal_keeps_what_prints():
    assert printed.harmless("é 👍 a\\b") == "é 👍 a\\b"
    assert printed.harmless(f"a\n{ESC}") == r"a\n\x1b[2J\x9b31m\u202e"


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"])
@pytest.mark.parametrize("column", rows.OF_REVIEW)
@database
def test_signs_that_nobody_sees_are_refused_in_reviews(tmp_path, column, sign):
    cells = loading.review(1) | {"review_id": "7", "review_site": "checks.example.org"}
    cells |= {column: f"{cells.get(column, 'x')}{sign}"}
    path = loading.ndjson(tmp_path, loading.claim(1, **cells), loading.claim(2))
    done = loading.load(tmp_path, path)
    assert [(fault["field"], fault["reason"]) for fault in done.refused] == [
        (column, f"There is a sign that nobody sees: U+{ord(sign):04X}.")
    ]
    assert Claim.objects.get().external_id == "test:2"


@database
def test_signs_that_shape_words_stay(tmp_path):
    # Zero-width joiners and right-to-left marks belong to the writing of languages.
    title = "נבדק\u200f: \u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645 👩\u200d🔬"
    row = loading.claim(1, **loading.review(1, review_title=title))
    assert loading.load(tmp_path, loading.ndjson(tmp_path, row)).code == 0
    assert ExternalReview.objects.get().title == title


@pytest.mark.parametrize("port", ["99999999", "65536", "0", "9" * 400])
@pytest.mark.parametrize("column", ["review_url", "review_appeared_at"])
@database
def test_port_that_is_none_is_refused(tmp_path, column, port):
    cells = loading.review(1) | {column: f"https://checks.example.org:{port}/1"}
    done = loading.load(tmp_path, loading.ndjson(tmp_path, loading.claim(1, **cells)))
    assert [(fault["field"], fault["reason"]) for fault in done.refused] == [
        (column, "There is no such port.")
    ]


@pytest.mark.parametrize("url", [":8080/1", ":65535", ":1/a:99999999", "/a:99999999", "?a=:0"])
@database
def test_other_colons_are_no_ports(tmp_path, url):
    cells = loading.review(1, review_url=f"https://checks.example.org{url}")
    assert loading.load(tmp_path, loading.ndjson(tmp_path, loading.claim(1, **cells))).code == 0


@pytest.mark.parametrize(("days", "code"), [(0, 0), (1, 0), (2, 1), (4000, 1)])
@database
def test_review_of_a_day_to_come_is_refused(tmp_path, days, code):
    day = timezone.now().date() + timedelta(days=days)
    cells = loading.review(1, review_date=day.isoformat())
    done = loading.load(tmp_path, loading.ndjson(tmp_path, loading.claim(1, **cells)))
    assert done.code == code
    assert [fault["reason"] for fault in done.refused] == ["This day is still to come."] * code


@database
def test_name_is_loaded_again_however_often_who_had_it_is_renamed(tmp_path):
    for number in range(4):
        row = loading.claim(number, claimant="Joan Example", claimant_unknown=False)
        done = loading.load(tmp_path, loading.ndjson(tmp_path, row), make_claimants=True)
        assert (done.code, Claimant.objects.count()) == (0, number + 1)
        Claimant.objects.filter(name="Joan Example").update(name=f"Renamed {number}")
    first, second, third, last = Claimant.objects.order_by("pk").values_list("key", flat=True)
    assert (first, third, last) == ("joan-example", f"{second}-2", f"{second}-3")


@database
def test_name_that_looks_like_the_key_of_another_stops_nothing(tmp_path):
    both = ["Joan Example", "joan example"]
    longer = f"joan-example-{looking._digest('joan example')}"
    names = [*both, longer, longer.upper()]
    path = loading.ndjson(
        tmp_path,
        *(loading.claim(n, claimant=name, claimant_unknown=False) for n, name in enumerate(names)),
    )
    assert loading.load(tmp_path, path, make_claimants=True).code == 0
    assert Claimant.objects.count() == 4


def test_two_loads_of_one_second_have_a_file_of_rejects_each(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def refuse(number):
        with rejects.Rejects() as refusals:
            refusals.add("a.csv", rows.fault(number, "", "", "Wrong.", "Mend it."))
        return refusals.path

    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(refuse, range(40)))
    assert len(set(paths)) == 40
    said = sorted(json.loads((tmp_path / path).read_text())["line"] for path in paths)
    assert said == list(range(40))


@pytest.mark.parametrize("option", ["--columns", "--format", "--rejects", "--chunk"])
def test_option_that_is_given_twice_is_named(option):
    value = {"--format": "csv", "--chunk": "5"}.get(option, "a")
    with pytest.raises(CommandError, match=f"{option} is given twice: say it once."):
        call_command("load_claims", "a.csv", option, value, option, value)


@pytest.mark.parametrize("said", ['"no"', '"false"', "0", "[]"])
@database
def test_yes_or_no_in_a_file_of_columns_is_true_or_false(tmp_path, said):
    columns = loading.file(
        tmp_path, "c.toml", f'make_claimants = {said}\n[columns]\nexternal_id = "i"\n'
    )
    done = loading.load(tmp_path, loading.ndjson(tmp_path, {}), columns=str(columns))
    assert (done.code, "write true or false" in done.said) == (1, True)
