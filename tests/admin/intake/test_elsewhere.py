"""Reviews of other publishers on the desk's pages: escaped, linked, never more than beside it."""

import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from claims.models import ExternalReview, ForeignRating
from tests import factories

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def claim(desk):
    claim = factories.started(desk.alice).claim
    factories.external_review(claim, rating=HOSTILE, title=HOSTILE, publisher=HOSTILE)
    return claim


def pages(claim):
    yield reverse("admin:claims_claim_change", args=[claim.pk])
    yield reverse("admin:claims_review_change", args=[claim.reviews.get().pk])


def test_both_pages_show_what_others_found_without_running_it(desk, claim, client):
    client.force_login(desk.alice)
    for address in pages(claim):
        page = client.get(address).content.decode()
        assert "Reviewed elsewhere" in page
        assert HOSTILE not in page
        assert "&lt;script&gt;alert(1)" in page
        url = claim.external_reviews.get().url
        assert f'<a href="{url}" rel="noopener noreferrer nofollow"' in page


def test_page_without_reviews_of_others_says_nothing(desk, client):
    client.force_login(desk.alice)
    page = client.get(next(pages(factories.started(desk.alice).claim))).content.decode()
    assert "Reviewed elsewhere" not in page


def test_numbers_stand_with_their_scale_and_what_they_mean_here(desk, client):
    claim = factories.started(desk.alice).claim
    false = factories.rating("false", text="False here")
    factories.external_review(claim, rating="", value=2, best=1, worst=5, means=false)
    client.force_login(desk.alice)
    for address in pages(claim):
        page = client.get(address).content.decode()
        assert "(1 best, 5 worst)" in page
        assert "False here" in page


def test_round_numbers_are_written_out(desk, client):
    claim = factories.started(desk.alice).claim
    factories.external_review(claim, rating="", value=10, best=100, worst=Decimal("0.50"))
    client.force_login(desk.alice)
    for address in pages(claim):
        page = client.get(address).content.decode()
        assert '<dt>Their rating</dt><dd> 10 <span class="desk-quiet">(100 best, 0.5 worst)' in page


def test_list_of_their_ratings_writes_numbers_out(desk, client):
    ForeignRating.objects.create(
        scale="checks.example.org", value=10, best=100, worst=0, rating=factories.rating()
    )
    client.force_login(desk.bob)
    page = client.get(reverse("admin:claims_foreignrating_changelist")).content.decode()
    assert [number in page for number in (">10</a>", ">100</td>", ">0</td>")] == [True] * 3
    assert "1E+" not in page


def test_many_reviews_of_others_are_cut_off(desk, client, django_assert_max_num_queries):
    claim = factories.started(desk.alice).claim
    for _ in range(30):
        factories.external_review(claim)
    client.force_login(desk.alice)
    page = client.get(next(pages(claim))).content.decode()
    assert "20+" in page


def test_editor_changes_what_a_rating_means_and_reviews_follow(desk, client):
    claim = factories.claim()
    factories.external_review(claim)
    client.force_login(desk.bob)
    said = {"scale": "Checks.Example.org", "text": "false", "rating": factories.rating().pk}
    answer = client.post(reverse("admin:claims_foreignrating_add"), said)
    assert answer.status_code == 302
    assert ForeignRating.objects.get().scale == "checks.example.org"
    assert ExternalReview.objects.get().means == factories.rating()
    answer = client.post(reverse("admin:claims_foreignrating_add"), said)
    assert answer.status_code == 200  # There already: the page says so.


@pytest.mark.parametrize(
    ("rating", "said"),
    [
        ({"rating": "Half & half"}, {"scale": "checks.example.org", "text": "Half & half"}),
        (
            {"rating": "", "value": 2, "best": 1, "worst": 5},
            {"scale": "checks.example.org", "value": "2", "best": "1", "worst": "5"},
        ),
    ],
)
def test_rating_that_means_nothing_yet_leads_to_where_an_editor_says_it(desk, client, rating, said):
    claim = factories.started(desk.alice).claim
    factories.external_review(claim, **rating)
    client.force_login(desk.bob)
    for address in pages(claim):
        (form,) = ways(client, address)
        wanted = client.get(form).context["adminform"].form.initial
        assert {name: wanted[name] for name in said} == said
    done = client.post(form, wanted | {"rating": factories.rating().pk})
    assert done.status_code == 302
    assert claim.external_reviews.get().means == factories.rating()
    assert [ways(client, address) for address in pages(claim)] == [[], []]


def test_who_may_not_map_ratings_is_led_to_those_of_the_scale(desk, client):
    claim = factories.started(desk.alice).claim
    factories.external_review(claim)
    client.force_login(desk.alice)
    for address in pages(claim):
        (way,) = ways(client, address)
        assert way.startswith(reverse("admin:claims_foreignrating_changelist"))
        assert client.get(way).status_code == 200


def test_review_without_a_rating_leads_nowhere(desk, client):
    claim = factories.started(desk.alice).claim
    factories.external_review(claim, rating="")
    client.force_login(desk.bob)
    assert [ways(client, address) for address in pages(claim)] == [[], []]


def ways(client, address):
    """The addresses at which the page says that a rating gets its meaning."""
    page = client.get(address).content.decode()
    found = re.findall(r'here: nothing yet.</span> <a href="([^"]+)"', page)
    return [html.unescape(one) for one in found]
