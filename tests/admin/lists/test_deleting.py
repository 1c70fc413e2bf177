"""Deleting what much belongs to: it is counted so far as anybody reads, and not read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin.lists import deleting
from claims.desk.lists import bulk, counting
from claims.models import Claimant, Publisher, Source
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db


def deletion(row):
    return pages.of(row).replace("/change/", "/delete/")


def asked(client, row):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(deletion(row))
    return answer.content.decode(), captured.captured_queries


def test_the_page_says_how_many_rows_need_it_and_reads_none_of_them(desk, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 2)
    carney = factories.claimant()
    for _ in range(2):
        factories.claim(claimant=carney)
    page, few = asked(desk.browsers.root, carney)
    assert "claims: 2<" in page.replace("\n", "")
    for _ in range(8):
        factories.claim(claimant=carney)
    page, many = asked(desk.browsers.root, carney)
    assert "claims: 2+" in page
    assert len(few) == len(many)
    assert not [query["sql"] for query in many if '"claims_claim"."text"' in query["sql"]]


def test_what_nothing_needs_is_deleted_with_what_hangs_on_it(desk):
    carney = factories.claimant()
    carney.aliases.create(name="Kaner")
    page, _queries = asked(desk.browsers.root, carney)
    assert "Kaner" in page
    assert desk.browsers.root.post(deletion(carney), {"post": "yes"}).status_code == 302
    assert not Claimant.objects.exists()


def test_a_row_that_names_several_of_them_counts_once(desk):
    carney, article = factories.claimant(), factories.article()
    factories.source(publisher=article.publisher, article=article)
    factories.claim(claimant=carney)
    assert deleting.needing([carney]) == {"claims": 1}
    publishers = Publisher.objects.filter(pk=article.publisher_id)
    assert deleting.needing(publishers) == {"articles": 1, "sources": 1}
    assert deleting.needing([]) == {}


def test_what_points_to_it_without_a_name_on_its_side_is_counted_too(desk):
    """Of a contradiction's evidence, a source knows nothing: its relation is hidden."""
    row = factories.contradiction(factories.claim(), factories.claim())
    source = factories.source()
    row.evidence.create(source=source, added_by=desk.bob)
    assert deleting.needing([source]) == {"evidence of decisions": 1}
    assert "Cannot delete" in asked(desk.browsers.root, source)[0]


def ticked(rows, **more):
    keys = [row.pk for row in rows]
    return {"action": "delete_selected", "_selected_action": keys, **more}


@pytest.mark.parametrize("how", [{}, {"select_across": "1"}, {"post": "yes"}])
def test_no_more_rows_are_deleted_at_once_than_one_person_reads(desk, monkeypatch, how):
    monkeypatch.setattr(bulk, "MOST", 2)
    sources = [factories.source() for _ in range(3)]
    answer = desk.browsers.root.post(pages.listing("source"), ticked(sources, **how), follow=True)
    assert "Nothing was deleted: 2 rows at most are deleted at once." in answer.content.decode()
    assert Source.objects.count() == 3


def test_so_many_rows_are_deleted_after_a_question(desk, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    sources = [factories.source() for _ in range(3)]
    page = desk.browsers.root.post(pages.listing("source"), ticked(sources[:2])).content.decode()
    assert "Are you sure" in page
    assert Source.objects.count() == 3
    desk.browsers.root.post(pages.listing("source"), ticked(sources[:2], post="yes"))
    assert list(Source.objects.all()) == sources[2:]


def test_of_what_was_ticked_the_page_names_what_is_still_in_use(desk):
    carney, other = factories.claimant(), factories.claimant("Somebody Else")
    factories.claim(claimant=carney)
    page = desk.browsers.root.post(pages.listing("claimant"), ticked([carney, other], post="yes"))
    assert page.context["needed"] == [carney]
    assert "Nothing was deleted." in page.content.decode()
    assert f'<a href="{pages.listing("claimant")}">Back to the list</a>' in page.content.decode()
    assert Claimant.objects.count() == 2


def test_what_is_still_in_use_leads_back_to_its_page(desk):
    carney = factories.claim().claimant
    page, _queries = asked(desk.browsers.root, carney)
    assert f'<a href="{pages.of(carney)}">Back to' in page
