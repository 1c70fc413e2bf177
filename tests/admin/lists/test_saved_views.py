"""Saved views: mine and the desk's, above the list; replaced, deleted, and whose they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import SavedView
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

SAVE = "/admin/claims/review/views/save/"


def save(client, name, query="state=new", address=SAVE, **more):
    return client.post(address, {"name": name, "query": query} | more, follow=True)


def shown(client, model="review", **query):
    page = client.get(pages.listing(model), query)
    return [view.name for view in page.context["saved_views"]]


def delete(client, view, table="review"):
    return client.post(f"/admin/claims/{table}/views/{view.pk}/delete/")


def test_a_view_keeps_filters_search_and_order_and_not_the_page(desk):
    answer = save(desk.browsers.alice, "Old tariffs", "q=tariff&o=-3&p=7&state=new&_popup=1&all=")
    assert answer.redirect_chain == [(pages.listing("review") + "?o=-3&q=tariff&state=new", 302)]
    assert SavedView.objects.get().query == "o=-3&q=tariff&state=new"
    page = answer.content.decode()
    assert '<a href="?o=-3&amp;q=tariff&amp;state=new" aria-current="page">Old tariffs</a>' in page


def test_mine_are_mine_and_shared_are_everybodys(desk):
    save(desk.browsers.alice, "Mine")
    save(desk.browsers.alice, "For all", shared="on")
    assert shown(desk.browsers.alice) == ["For all", "Mine"]
    assert shown(desk.browsers.bob) == ["For all"]
    assert shown(desk.browsers.bob, "claim") == []


def test_the_same_name_again_replaces_it(desk):
    save(desk.browsers.alice, "View", "state=new")
    save(desk.browsers.alice, " View ", "state=declined", shared="on")
    save(desk.browsers.bob, "View", "state=approved")
    assert list(SavedView.objects.order_by("pk").values_list("query", "shared")) == [
        ("state=declined", True),
        ("state=approved", False),
    ]


def test_only_its_owner_deletes_a_view(desk):
    save(desk.browsers.alice, "Shared", shared="on")
    save(desk.browsers.alice, "Private")
    shared, private = SavedView.objects.order_by("-shared")
    for who in ("bob", "root", "erin"):
        assert delete(getattr(desk.browsers, who), shared).status_code == 403
        assert delete(getattr(desk.browsers, who), private).status_code == 404
    assert delete(desk.browsers.alice, shared, table="claim").status_code == 404
    assert delete(desk.browsers.alice, shared).status_code == 302
    assert shown(desk.browsers.alice) == ["Private"]


def test_who_may_not_see_a_list_saves_no_view_of_it(desk):
    desk.erin.groups.clear()
    for client, status in ((desk.browsers.erin, 403), (desk.browsers.dave, 302)):
        assert client.post(SAVE, {"name": "x", "query": ""}).status_code == status
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", "", "Give the view a name."),
        (" \t", "", "Give the view a name."),
        ("x" * 61, "", "61 characters, of 60 at most"),
        ("x", "q=" + "x" * 1000, "1002 characters, of 1000 at most"),
        ("x\0y", "", "null character"),
    ],
)
def test_what_cannot_be_saved_is_said(desk, name, query, said):
    assert said in save(desk.browsers.alice, name, query).content.decode()
    assert not SavedView.objects.exists()


def test_hostile_names_and_addresses_stay_text(desk):
    name, query = '"><script>alert(1)</script>', '"><script>alert(2)</script>&x=javascript:alert(3)'
    page = save(desk.browsers.alice, name, query, shared="on").content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    page = desk.browsers.bob.get(pages.listing("review")).content.decode()
    assert "&lt;script&gt;alert(1)" in page


def test_a_person_has_fifty_at_the_most(desk):
    SavedView.objects.bulk_create(
        SavedView(owner=desk.alice, table="review", name=f"View {n}") for n in range(50)
    )
    assert "You have 50 views" in save(desk.browsers.alice, "One more").content.decode()
    assert "Saved: View 7." in save(desk.browsers.alice, "View 7").content.decode()


def test_views_cost_one_query_however_many(desk):
    def number():
        with CaptureQueriesContext(connection) as queries:
            desk.browsers.alice.get(pages.listing("review"))
        return len(queries)

    before = number()
    for n in range(10):
        owner = factories.person(f"person-{n}", "reviewer")
        SavedView.objects.create(owner=owner, table="review", name=f"{n}", shared=True)
    assert number() == before


@pytest.mark.parametrize("model", ["review", "claim", "contradiction", "article", "source"])
def test_each_list_has_them(desk, model):
    address = f"/admin/claims/{model}/views/save/"
    assert "Saved: All." in save(desk.browsers.bob, "All", "", address).content.decode()
    assert desk.browsers.bob.get(address).status_code == 302
    assert SavedView.objects.count() == 1
