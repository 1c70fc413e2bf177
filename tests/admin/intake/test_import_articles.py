"""Articles from a file: known by their address, errors by line, all or nothing, the same file twice."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.admin import history
from claims.models import Article, Rereview
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

IMPORT = "/admin/claims/article/import/"
HEAD = "url,headline,publisher,author,date_published,in_language\n"
ONE = "https://example.org/one,A first report,Example News,A. Writer,2025-03-14,\n"
TWO = "www.example.org/two?utm_source=mail,A second report,example.org,,,fr-CA\n"


@pytest.fixture(autouse=True)
def outlet(db):
    return factories.publisher("Example News", site="example.org")


def upload(client, text, name="articles.csv"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, text.encode())})


def confirm(client, page):
    return client.post(IMPORT, {"signed": page.context["signed"]})


def take(client, text, **options):
    answer = confirm(client, upload(client, text, **options))
    assert answer.status_code == 302


def problems(page):
    return [(p.line, p.column, p.value, p.remedy) for p in page.context["report"].problems]


def test_preview_stores_nothing_and_confirmed_they_are_there(desk, outlet):
    page = upload(desk.browsers.erin, HEAD + ONE + TWO)
    assert "<strong>2</strong> new" in page.content.decode()
    assert not Article.objects.exists()
    confirm(desk.browsers.erin, page)
    one, two = (Article.objects.get(key=f"a-{nth}-report") for nth in ("first", "second"))
    assert one.url == "https://example.org/one"
    assert (one.publisher, one.author, str(one.date_published)) == (
        outlet,
        "A. Writer",
        "2025-03-14",
    )
    assert (one.in_language, two.in_language) == ("en", "fr-CA")
    assert (two.publisher, two.url) == (outlet, "https://www.example.org/two")
    assert history.of_row(one)[0].who == "erin"


def test_the_same_file_again_changes_nothing_nor_does_another_way_of_writing_an_address(desk):
    take(desk.browsers.erin, HEAD + ONE + TWO)
    other = ONE.replace("https://", "http://www.").replace("/one,", "/one/?fbclid=1,")
    page = upload(desk.browsers.charlie, HEAD + other + TWO)
    assert page.context["report"].number("skip") == 2
    confirm(desk.browsers.charlie, page)
    article = Article.objects.get(key="a-first-report")
    assert article.url == "https://example.org/one"
    assert len(history.of_row(article)) == 1


def test_differences_are_shown_and_what_the_file_does_not_have_stays(desk):
    take(desk.browsers.erin, HEAD + ONE)
    page = upload(desk.browsers.erin, "url,headline\nhttps://example.org/one,Another\n")
    (change,) = page.context["report"].rows[0].changes
    assert (change.column, change.before, change.after) == ("headline", "A first report", "Another")
    confirm(desk.browsers.erin, page)
    article = Article.objects.get()
    assert (article.headline, article.author, article.key) == (
        "Another", "A. Writer", "a-first-report",
    )  # fmt: skip


def test_a_headline_that_changes_brings_what_is_published_back(desk):
    review = factories.published(desk.alice, desk.bob)
    article = review.claim.appearances.get().article
    Article.objects.filter(pk=article.pk).update(url="https://example.org/three")
    take(desk.browsers.erin, "url,headline\nhttps://example.org/three,Rewritten\n")
    assert Rereview.objects.get().article == article


def test_two_of_one_headline_get_keys_of_their_own(desk):
    rows = "https://example.org/a,The same\nhttps://example.org/b,The same\nexample.org/c,\n"
    take(desk.browsers.erin, "url,headline\n" + rows)
    assert set(Article.objects.values_list("key", flat=True)) == {
        "the-same", "the-same-2", "exampleorg-c",
    }  # fmt: skip


def test_each_wrong_cell_is_named_and_nothing_is_stored(desk):
    wrong = "https://example.org/x,x,Nobody Known,,14 March,\njavascript:alert(1),x,,,,\n"
    long = f"https://example.org/y,{'x' * 501},,,,\n"
    page = upload(desk.browsers.erin, HEAD + ONE + wrong + ONE + ",No address,,,,\n" + long)
    found = problems(page)
    assert [(line, column) for line, column, _value, _remedy in found] == [
        (3, "publisher"), (3, "date_published"), (4, "url"), (5, "url"), (6, "url"), (7, "headline"),
    ]  # fmt: skip
    assert found[0][2:] == (
        "Nobody Known",
        "There is no such publisher: add it first, or leave the cell empty.",
    )
    assert found[1][3] == "Write the day like 2025-03-14."
    assert found[3][3] == "An earlier row has this address: one row an article."
    assert "signed" not in page.context
    assert not Article.objects.exists()


def test_json_is_read_too(desk):
    rows = [{"url": "https://example.org/j", "headline": "From JSON", "date_published": None}]
    take(desk.browsers.erin, json.dumps(rows), name="articles.json")
    assert Article.objects.get().headline == "From JSON"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("url,text\nhttps://example.org/a,All of it\n", "[&#x27;text&#x27;] is no column"),
        ("headline\nx\n", "The column url is missing"),
    ],
)
def test_columns_are_known_or_named(desk, text, said):
    assert said in upload(desk.browsers.erin, text).content.decode()


@pytest.mark.parametrize(("who", "status"), [("nobody", 302), ("dave", 302), ("erin", 200)])
def test_importing_is_for_contributors_and_above(desk, who, status):
    client = getattr(desk.browsers, who)
    assert client.get(IMPORT).status_code == status
    assert upload(client, HEAD + ONE).status_code == status


def test_who_may_only_look_imports_nothing(desk):
    desk.erin.groups.clear()
    permission = factories.Group.objects.get(name="reviewer").permissions.get(
        codename="view_article"
    )
    desk.erin.user_permissions.add(permission)
    assert upload(desk.browsers.erin, HEAD + ONE).status_code == 403
    assert "Import" not in desk.browsers.erin.get(pages.listing("article")).content.decode()
