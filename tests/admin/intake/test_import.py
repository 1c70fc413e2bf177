"""Claims from a file: preview, errors by line, all or nothing, the same file twice, and export."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin import history
from claims.admin.intake import imports
from claims.models import Appearance, Claim, Review
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

IMPORT = "/admin/claims/claim/import/"
EXPORT = "/admin/claims/claim/export/"
HEAD = "external_id,text,claimant,topics,subject,property,value,claim_date,priority\n"
ONE = "a:1,The tariff is 25 %.,mark-carney,trade canada,Canada,tariff,25 %,2025-03-04,1\n"
TWO = 'a:2,"The tariff, they say, is 50 %.",,,Canada,tariff,50 %,,\n'


@pytest.fixture(autouse=True)
def carney(db):
    return factories.claimant("Mark Carney")


def upload(client, text, name="claims.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def confirm(client, page, **said):
    return client.post(IMPORT, {"signed": page.context["signed"]} | said)


def problems(page):
    return [(p.line, p.column, p.value, p.remedy) for p in page.context["report"].problems]


def stored():
    return set(Claim.objects.values_list("external_id", flat=True))


def test_preview_shows_what_would_happen_and_stores_nothing(desk):
    page = upload(desk.browsers.erin, HEAD + ONE + TWO)
    text = page.content.decode()
    assert "<strong>2</strong> new" in text
    assert "The tariff, they say, is 50 %." in text
    assert stored() == set()


def test_confirmed_they_are_in_the_queue_and_history_says_who_imported(desk):
    answer = confirm(desk.browsers.erin, upload(desk.browsers.erin, HEAD + ONE + TWO))
    assert answer.status_code == 302
    claim = Claim.objects.get(external_id="a:1")
    assert (claim.topics, claim.priority, claim.created_by) == (["trade", "canada"], 1, desk.erin)
    assert claim.claimant.name == "Mark Carney"
    assert str(claim.claim_date) == "2025-03-04"
    assert Review.objects.filter(claim=claim, state="new").exists()
    assert history.of_row(claim)[0].who == "erin"


def test_the_same_file_again_changes_nothing(desk):
    confirm(desk.browsers.erin, upload(desk.browsers.erin, HEAD + ONE + TWO))
    page = upload(desk.browsers.charlie, HEAD + ONE + TWO)
    assert "<strong>2</strong> as stored already" in page.content.decode()
    confirm(desk.browsers.charlie, page)
    claim = Claim.objects.get(external_id="a:1")
    assert len(history.of_row(claim)) == 1


def test_differences_are_shown_and_columns_that_are_missing_stay(desk):
    confirm(desk.browsers.erin, upload(desk.browsers.erin, HEAD + ONE))
    page = upload(desk.browsers.erin, "external_id,value\na:1,30 %\n")
    row = page.context["report"].rows[0]
    assert [(c.column, c.before, c.after) for c in row.changes] == [("value", "25 %", "30 %")]
    assert "<del>25 %</del>" in page.content.decode()
    confirm(desk.browsers.erin, page)
    claim = Claim.objects.get(external_id="a:1")
    assert (claim.value, claim.subject, claim.priority) == ("30 %", "Canada", 1)


def test_each_wrong_cell_is_named_with_line_column_value_and_remedy(desk):
    wrong = "a:3,x,nobody-known,ok,,,,4 March,9\n"
    page = upload(desk.browsers.erin, HEAD + ONE + wrong + ",No id.,,,,,,,\n" + ONE)
    assert set(problems(page)) == {
        (
            3,
            "claimant",
            "nobody-known",
            "There is no such claimant: add it first, and write its key.",
        ),
        (3, "claim_date", "4 March", "Write the day like 2025-03-14."),
        (3, "priority", "9", "Use a number from 1 (first) to 5 (last)."),
        (4, "external_id", "", "Give each claim an id of your own, which stays."),
        (5, "external_id", "a:1", "An earlier row has this id already: one row a claim."),
    }
    assert "Line 3, claim_date <q>4 March</q>" in page.content.decode()
    assert "signed" not in page.context
    assert stored() == set()


def test_lines_are_those_of_the_file_also_after_a_text_of_several_lines(desk):
    rows = 'a:1,"One\nclaim\nof three lines.",,,,,,,\na:2,x,,,,,,yesterday,\n'
    assert [problem[0] for problem in problems(upload(desk.browsers.erin, HEAD + rows))] == [5]


def test_if_one_row_is_refused_by_the_database_none_is_stored(desk):
    review = factories.submitted(desk.alice)
    rows = f"new:1,New.\n{review.claim.external_id},Hijacked.\n"
    page = upload(desk.browsers.erin, "external_id,text\n" + rows)
    ((line, _column, _value, remedy),) = problems(page)
    assert (line, remedy) == (
        3, "A review of this claim waits for approval: return it before you change the claim.",
    )  # fmt: skip
    assert "new:1" not in stored()


def test_refused_when_it_is_confirmed_none_is_stored_either(desk):
    review = factories.written(desk.alice)
    rows = f"new:1,New.\n{review.claim.external_id},Other words.\n"
    page = upload(desk.browsers.erin, "external_id,text\n" + rows)
    assert "signed" in page.context
    factories.workflow.submit(review, by=desk.alice)
    answer = confirm(desk.browsers.erin, page)
    assert "waits for approval" in answer.content.decode()
    assert "new:1" not in stored()


def test_what_changed_since_the_preview_is_shown_again(desk):
    confirm(desk.browsers.erin, upload(desk.browsers.erin, HEAD + ONE))
    page = upload(desk.browsers.erin, "external_id,value\na:1,30 %\n")
    Claim.objects.update(value="28 %")
    again = confirm(desk.browsers.erin, page)
    assert "The desk changed since your preview" in again.content.decode()
    assert Claim.objects.get().value == "28 %"
    confirm(desk.browsers.erin, again)
    assert Claim.objects.get().value == "30 %"


def test_json_is_read_too(desk):
    rows = [{"external_id": "j:1", "text": "One.", "topics": ["trade", "canada"], "priority": 2,
             "claimant_unknown": True, "value": None}]  # fmt: skip
    page = upload(desk.browsers.erin, json.dumps(rows), "claims.json")
    confirm(desk.browsers.erin, page)
    claim = Claim.objects.get()
    assert (claim.topics, claim.priority, claim.claimant_unknown) == (["trade", "canada"], 2, True)


def test_a_row_pins_its_passage_by_words_where_the_text_is_stored(desk):
    factories.article(key="speech", text="He said the tariff is 25 % from March on.")
    factories.article(key="no-text")
    rows = "a:1,One.,speech,tariff is 25 %,,\na:2,Two.,no-text,is 50 %,7,14\n"
    table = "external_id,text,article,exact,start,end\n" + rows
    confirm(desk.browsers.erin, upload(desk.browsers.erin, table))
    places = Appearance.objects.order_by("claim_id").values_list("exact", "start", "end")
    assert list(places) == [("tariff is 25 %", 12, 26), ("is 50 %", 7, 14)]
    page = upload(desk.browsers.erin, table)
    assert page.context["report"].number("skip") == 2
    wrong = (
        "external_id,text,article,exact\na:3,x,speech,not in it\na:4,x,nowhere,x\na:5,x,no-text,x\n"
    )
    columns = [problem[1] for problem in problems(upload(desk.browsers.erin, wrong))]
    assert columns == ["exact", "article", "start"]


BAD = {
    b"\xff\xfe": "is not UTF-8",
    b"external_id,text\na,x\0y\n": "line 2: there is a null character",
    b"external_id,text\na,x,y\n": "line 2: there are 3 cells, and 2 columns",
    b'external_id,text\na,"x\n': "Mend the quotes there",
    b"external_id,colour\na,red\n": "[&#x27;colour&#x27;] is no column",
    b"text\nx\n": "The column external_id is missing",
    b"external_id,text,text\na,x,y\n": "stands there twice",
    b"": "has no rows",
    b"external_id,text\n": "has no rows",
    b"external_id,text\n" + b"a,b\n" * 1001: "1,001 rows, and 1,000 at most",
    b"x" * 1_000_001: "1,000,000 at most",
    b"external_id,text\na," + b"x" * 200_000: "field larger than field limit",
}  # fmt: skip


@pytest.mark.parametrize(("content", "said"), BAD.items(), ids=range(len(BAD)))
def test_a_file_that_cannot_be_read_says_where_and_why(desk, content, said):
    page = upload(desk.browsers.erin, content)
    assert page.status_code == 200
    assert said in page.content.decode()


@pytest.mark.parametrize("text", ["[" * 100_000, "{}", "[1]", '[{"external_id": {"a": 1}}]', "no"])
def test_json_of_another_shape_is_refused_in_words(desk, text):
    page = upload(desk.browsers.erin, text, "claims.json")
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_no_preview_is_taken_that_is_not_ours_or_somebody_elses(desk):
    page = upload(desk.browsers.erin, HEAD + ONE)
    for client, signed in (
        (desk.browsers.erin, "forged"),
        (desk.browsers.erin, page.context["signed"][:-2]),
        (desk.browsers.charlie, page.context["signed"]),
    ):
        assert client.post(IMPORT, {"signed": signed}).status_code == 200
    assert stored() == set()


def test_hostile_cells_are_shown_as_text(desk):
    hostile = 'a:1,<script>alert(1)</script>,"=HYPERLINK(""javascript:alert(1)"")"\n'
    page = upload(desk.browsers.erin, "external_id,text,value\n" + hostile)
    assert "<script>alert(1)" not in page.content.decode()
    bad = upload(desk.browsers.erin, 'external_id,claim_date\na:1,"<img src=x onerror=alert(1)>"\n')
    assert "<img src=x" not in bad.content.decode()


def test_exported_cells_run_in_no_spreadsheet_and_come_back_as_they_were(desk):
    factories.claim(external_id="=1+1", text="@SUM(1)", value="+5 %", topics=["a", "b"])
    answer = desk.browsers.alice.get(EXPORT)
    content = b"".join(answer.streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(content)))
    assert (row["external_id"], row["text"], row["value"]) == ("'=1+1", "'@SUM(1)", "'+5 %")
    assert answer["Content-Disposition"] == 'attachment; filename="claims.csv"'
    page = upload(desk.browsers.alice, content)
    assert page.context["report"].number("skip") == 1


def test_export_follows_the_lists_filters_and_counts_nothing(desk):
    factories.claim(external_id="in", priority=1)
    factories.claim(external_id="out", priority=2)
    with CaptureQueriesContext(connection) as queries:
        answer = desk.browsers.erin.get(EXPORT, {"priority": 1, "q": "measure"})
        content = b"".join(answer.streaming_content).decode()
    assert [row["external_id"] for row in csv.DictReader(io.StringIO(content))] == ["in"]
    assert not any("COUNT(*)" in query["sql"] for query in queries)


@pytest.mark.parametrize("order", ["", "3", "-3"])
def test_export_has_the_lists_order_and_works_out_nothing_else_of_it(desk, monkeypatch, order):
    monkeypatch.setattr(imports, "AT_A_TIME", 2)
    rows = [factories.claim(external_id=f"e:{n}", subject=f"subject {9 - n}") for n in range(5)]
    told = [row.external_id for row in (rows if order == "-3" else rows[::-1])]
    with CaptureQueriesContext(connection) as queries:
        answer = desk.browsers.erin.get(EXPORT, {"o": order} if order else {})
        content = b"".join(answer.streaming_content).decode()
    assert [row["external_id"] for row in csv.DictReader(io.StringIO(content))] == told
    assert not any("newest_state" in query["sql"] for query in queries)


@pytest.mark.parametrize(("who", "status"), [("nobody", 302), ("dave", 302), ("erin", 200)])
def test_importing_is_for_contributors_and_above(desk, who, status):
    client = getattr(desk.browsers, who)
    assert client.get(IMPORT).status_code == status
    assert upload(client, HEAD + ONE).status_code == status


def test_who_may_only_look_imports_nothing(desk):
    desk.erin.groups.clear()
    permission = factories.Group.objects.get(name="reviewer").permissions.get(codename="view_claim")
    desk.erin.user_permissions.add(permission)
    assert upload(desk.browsers.erin, HEAD + ONE).status_code == 403
    assert "Import" not in desk.browsers.erin.get(pages.listing("claim")).content.decode()


@pytest.mark.parametrize("topic", ["t" * 51, "<b>trade</b>", "général"])
def test_topic_that_no_form_takes_is_refused_and_not_cut(desk, topic):
    page = upload(desk.browsers.erin, f"external_id,text,topics\na:1,Text.,trade {topic}\n")
    ((line, column, value, remedy),) = problems(page)
    assert (line, column, value) == (2, "topics", f"trade {topic}")
    assert "is no topic: use letters" in remedy


@pytest.mark.parametrize("escaped", ["\\u0000", "\\ud800"])
@pytest.mark.parametrize("value", ['"x {} y"', '["x{}"]'])
def test_json_that_escapes_what_cannot_be_stored_is_refused_by_item_and_name(desk, escaped, value):
    item = '{"external_id": "a:1", "text": "Text.", "topics": ' + value.format(escaped) + "}"
    page = upload(desk.browsers.erin, f"[{item}]", name="claims.json")
    assert "claims.json, item 1, topics: there is a null character" in page.content.decode()
    assert stored() == set()
