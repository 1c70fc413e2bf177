"""Lists of any length: what is found by searching, what a filter offers, how far anybody counts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin.intake import claim_page
from claims.admin.lists import paging, searching
from claims.desk.review import workflow
from claims.models import Article, Claim, Claimant, Contradiction, Source
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def found(client, model, **query):
    answer = client.get(pages.listing(model), query)
    assert answer.status_code == 200
    return set(answer.context["cl"].result_list)


@pytest.mark.parametrize(
    "q", ["Anol", "TARIFF", "file:7", "of 75.8", "carn", "tariff carney", '"on canola"', "ß"]
)
def test_a_claim_is_found_by_any_piece_of_any_column(desk, q):
    claim = factories.claim(
        text="Duty on canola, große.", external_id="file:77", subject="tariff", value="of 75.8 %"
    )
    factories.claim(claimant=factories.claimant("Somebody Else"))
    assert found(desk.browsers.bob, "claim", q=q) == {claim}


def test_like_signs_and_quotes_are_looked_for_as_they_stand(desk):
    claim = factories.claim(text="100 % of it's 5_6 \\ all.")
    factories.claim(text="1000 of its 556 all.")
    for q in ("%", "it's", "5_6", "\\"):
        assert found(desk.browsers.bob, "claim", q=q) == {claim}


def test_rows_are_found_by_what_belongs_to_them(desk):
    one = factories.claim(text="Duty on canola.")
    row = factories.contradiction(one, factories.claim())
    factories.contradiction(factories.claim(), factories.claim())
    assert found(desk.browsers.bob, "contradiction", q="canola") == {row}
    carney = factories.claimant("Mark Carney")
    carney.aliases.create(name="Kaner")
    carney.aliases.create(name="Kaner the Younger")
    assert found(desk.browsers.bob, "claimant", q="kaner") == {carney}


@pytest.mark.parametrize("few", [0, 2, 100])
def test_a_word_that_many_related_rows_have_finds_them_all(desk, monkeypatch, few):
    monkeypatch.setattr(searching, "RELATED", few)
    rows = {factories.claim(claimant=factories.claimant(f"Carney {n}")) for n in range(4)}
    assert found(desk.browsers.bob, "claim", q="carney") == rows


@pytest.mark.parametrize(
    ("model", "columns", "index"),
    [
        (Claim, searching.CLAIM, "claim_searched"),
        (Source, searching.SOURCE, "source_searched"),
        (Article, ("key", "headline", "author", "url"), "article_searched"),
        (Claimant, ("name", "key"), "claimant_searched"),
        (Contradiction, ("left_value", "right_value", "note"), "contradiction_searched"),
    ],
)
def test_searches_go_by_an_index(model, columns, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in searching.having(model.objects.order_by(), "canola", columns).explain()


def test_of_a_common_word_each_row_looks_at_its_own_and_no_other_table_is_read(desk, monkeypatch):
    monkeypatch.setattr(searching, "RELATED", 0)
    columns = ("note", *searching.of("left", searching.CLAIM))
    rows = searching.having(Contradiction.objects.order_by(), "canola", columns)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert "SubPlan" in plan
    # By which index is all one, in a table that is as good as empty.
    assert "Index Cond: (id = claims_contradiction.left_id)" in plan
    assert "hashed" not in plan
    assert "Join" not in plan


def test_a_list_is_counted_so_far_and_says_so(desk, monkeypatch):
    for _ in range(4):
        factories.claim()
    assert "4 claims" in desk.browsers.bob.get(pages.listing("claim")).content.decode()
    monkeypatch.setattr("claims.desk.lists.counting.MOST", 3)
    page = desk.browsers.bob.get(pages.listing("claim"), {"q": "measure"}).content.decode()
    assert "More than 3 claims: these are the first." in page
    assert "More than 3 results" in page


def test_topics_are_offered_as_often_as_they_occur_lately(desk, monkeypatch):
    for topics in (["old"], ["rare", "common"], ["common"]):
        factories.claim(topics=topics)
    monkeypatch.setattr("claims.admin.lists.filters.NEWEST", 2)
    answer = desk.browsers.bob.get(pages.listing("claim"), {"topic": "old"})
    topics = next(spec for spec in answer.context["cl"].filter_specs if spec.title == "topic")
    assert [label for _value, label in topics.lookup_choices] == ["common", "rare", "old"]
    assert len(answer.context["cl"].result_list) == 1


def test_a_search_that_finds_many_shows_the_first_and_says_so(desk, monkeypatch):
    monkeypatch.setattr(searching, "MANY", 2)
    for _ in range(4):
        factories.claim()
    answer = desk.browsers.bob.get(pages.listing("claim"), {"q": "measure"})
    assert "More than 2 claims: these are the first." in answer.content.decode()
    assert answer.context["cl"].paginator.count == 2


@pytest.mark.parametrize("asked", [{}, {"q": " "}, {"state": "new"}])
def test_a_list_that_nobody_searched_is_not_cut_off_like_a_search(desk, monkeypatch, asked):
    monkeypatch.setattr(searching, "MANY", 2)
    for _ in range(4):
        factories.claim()
    answer = desk.browsers.bob.get(pages.listing("claim"), asked)
    assert "More than" not in answer.content.decode()
    assert answer.context["cl"].paginator.count == 4


def test_all_is_offered_where_a_part_is_shown(desk):
    factories.claim()
    listing = pages.listing("claim")
    assert "Show all" not in desk.browsers.bob.get(listing).content.decode()
    for part in ({"q": "measure"}, {"state": "new"}):
        assert "Show all" in desk.browsers.bob.get(listing, part).content.decode()


@pytest.mark.parametrize("few", [0, 1, 100])
def test_a_claim_of_either_side_finds_its_contradiction_however_common_the_word_is(
    desk, monkeypatch, few
):
    plain = [factories.claim() for _ in range(3)]
    left, right = factories.claim(text="Canola is yellow."), factories.claim(text="Canola is red.")
    rows = [factories.contradiction(left, plain[0]), factories.contradiction(plain[1], right)]
    factories.contradiction(plain[0], plain[2])
    monkeypatch.setattr(searching, "RELATED", few)
    matching = searching.having(
        Contradiction.objects.all(), "canola", ("note", "left__text", "right__text")
    )
    assert set(matching) == set(rows)


def test_the_record_is_searched_by_number_by_claim_and_by_note(desk):
    reviews = [factories.published(desk.alice, desk.bob) for _ in range(2)]
    workflow.retract(reviews[1], by=desk.bob, comment="The source was withdrawn.")
    claim_id = str(reviews[1].claim.public_id)
    for term, entries in {"2": [2], claim_id: [2, 3], "WITHDRAWN": [3], "nothing": []}.items():
        answer = desk.browsers.bob.get(pages.listing("publication"), {"q": term})
        assert [row.sequence for row in answer.context["cl"].result_list] == entries


def test_a_page_far_down_has_its_rows_in_their_order_and_works_out_no_others(desk, monkeypatch):
    monkeypatch.setattr(paging, "FAR", 4)
    claims = [factories.claim(subject=f"subject {9 - number}") for number in range(10)]
    monkeypatch.setattr(claim_page.ClaimAdmin, "list_per_page", 3)
    for asked, rows in (({}, claims[::-1]), ({"o": "3"}, claims[::-1]), ({"o": "-3"}, claims)):
        pages_of = []
        for number in range(1, 5):
            with CaptureQueriesContext(connection) as captured:
                answer = desk.browsers.bob.get(pages.listing("claim"), {**asked, "p": number})
            pages_of += answer.context["cl"].result_list
            far = [query["sql"] for query in captured if "OFFSET" in query["sql"]]
            assert ["newest_state" in sql for sql in far] == ([number < 3] if number > 1 else [])
        assert pages_of == rows


def test_a_list_with_nothing_in_it_says_why_and_what_to_do(desk):
    def page(query):
        answer = desk.browsers.bob.get(pages.listing("claim") + query)
        return " ".join(answer.content.decode().split())

    said = {
        "": "There is nothing here yet.",
        "?q=zyxwv": "Nothing was found for “zyxwv”. Fewer words find more.",
        "?state=new": "Nothing here passes the filters.",
    }
    for query, words in said.items():
        assert words in page(query), query
        assert 'name="action"' not in page(query)
    assert "Nothing here passes the filters." in page("?created_by=1")
    assert '<a href="?q=zyxwv">Look without the filters</a>' in page("?q=zyxwv&state=new")


def test_the_filter_by_article_shows_whole_headlines(desk):
    """Wrong outcome: of two that begin alike, nobody sees which is which."""
    same = "Canada and China take cautious steps to restore diplomatic trust amid pressures"
    headlines = [f"{same} {number}" for number in (1, 2)]
    for headline in headlines:
        factories.article(headline=headline)
    page = desk.browsers.bob.get(pages.listing("claim")).content.decode()
    for headline in headlines:
        assert f">{headline}</a>" in page
