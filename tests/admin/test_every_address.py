"""Every address of the admin, with every role, by crafted requests too: nothing leaks or moves.

tests/test_permission_matrix.py says which page opens for whom; here whatever is registered, also
what a library brings, is tried by walking the resolver.
"""

import re

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User

from claims.models import (
    Contradiction,
    Evidence,
    ExternalReview,
    ForeignRating,
    Publication,
    Rating,
    Review,
    Source,
    Transition,
    WebhookDelivery,
    WebhookEndpoint,
)
from tests import factories
from tests.admin import addresses, forms, pages

pytestmark = pytest.mark.django_db

GUARDED = (
    Contradiction, Evidence, ExternalReview, ForeignRating, Group, Publication, Rating, Review, Source, Transition, User,
    WebhookDelivery, WebhookEndpoint, AccessAttempt,
)  # fmt: skip
UNTOUCHED = {"last_login"}
SHARED = {"erin": set(), "charlie": {Source}}
"""Sources belong to no reviewer: whoever reviews may put one right."""


@pytest.fixture
def world(desk, settings):
    """One of everything, all of it alice's and bob's; erin and charlie have no part in it."""
    settings.WEBHOOK_PRIVATE_TARGETS = True
    published = factories.published(desk.alice, desk.bob)
    for make in (factories.written, factories.submitted):
        make(desk.alice)
    factories.approved(desk.alice, desk.bob)
    declined = factories.written(desk.alice)
    factories.workflow.decline(declined, by=desk.alice, comment="Not checkable.")
    factories.contradiction(published.claim, declined.claim)
    factories.foreign_rating()
    factories.external_review(published.claim)
    factories.webhook("http://127.0.0.1:9/", desk.bob)
    AccessAttempt.objects.create(username="alice", ip_address="192.0.2.1", failures_since_start=1)
    return desk


def rows(table):
    """The rows of a table that addresses are tried with: every review, else one."""
    app, _, name = table.partition("/")
    try:
        model = apps.get_model(app, name)
    except LookupError:
        return ["1"]
    most = 5 if model is Review else 1
    found = model._default_manager.order_by("pk").values_list("pk", flat=True)[:most]
    return list(found) or ["1"]


def stored():
    return {
        model: [
            {name: value for name, value in row.items() if name not in UNTOUCHED}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in GUARDED
    }


def hostile(world):
    """What a form could send, for every field at once."""
    claim = factories.Claim.objects.first().pk
    comments = {f"comment-{action}": "Because." for action in addresses.SLUGS["action"]}
    return comments | {
        "to": world.erin.pk, "reason": "Because.", "holds": "left", "resolution": "So.",
        "post": "yes", "action": "delete_selected", "_selected_action": [1, 2, 3], "index": 0,
        "select_across": "1", "title": "Hijacked", "text": "Hijacked", "name": "Hijacked",
        "explanation": "Hijacked", "username": "mallory", "is_superuser": "on", "is_staff": "on",
        "password1": "hijacked-by-mallory", "password2": "hijacked-by-mallory", "groups": [1, 2, 3],
        "usable_password": "true", "state": "published", "rating": 1, "author": world.erin.pk,
        "left": claim, "right": claim + 1, "kind": "number", "relation": "contradicts",
        "evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0, "seen": "", "status": "resolved",
        "url": "https://example.org/hijacked", "source_type": "primary", "active": "",
    }  # fmt: skip


def opened(world, address):
    """What the page says that is saved or decided here: nobody is refused for being late alone."""
    if about := re.search(r"/contradiction/(?:board/)?(\d+)/", address):
        row = Contradiction.objects.filter(pk=about[1]).first()
        return {} if row is None else (pages.shown if "/change/" in address else pages.about)(row)
    if re.search(r"/(claim|article|claimant|publisher|source|rating)/\d+/change/", address):
        answer = world.browsers.root.get(address)
        return {"seen": answer.context["seen"]} if answer.status_code == 200 else {}
    return {}


def test_outsiders_reach_nothing_by_any_address_or_method(world):
    before = stored()
    for address in addresses.every(rows):
        if address.removeprefix("/admin/") in addresses.PUBLIC:
            continue
        for who in ("nobody", "dave"):
            for answer in (
                getattr(world.browsers, who).get(address),
                getattr(world.browsers, who).post(address, hostile(world)),
            ):
                assert answer.status_code == 302, (who, address)
                assert answer.url.startswith("/admin/login/"), (who, address)
    assert stored() == before


@pytest.mark.parametrize("who", ["erin", "charlie"])
def test_crafted_posts_to_every_address_change_nothing_of_others(world, who):
    before, seen = stored(), set()
    client = getattr(world.browsers, who)
    for address in addresses.every(rows):
        if address.removeprefix("/admin/") in addresses.PUBLIC:
            continue
        crafted = hostile(world) | opened(world, address)
        seen.add(client.post(address, crafted).status_code)
        now = stored()
        # A source or a contradiction of their own may be new: what was there stays as it was.
        for model in set(GUARDED) - SHARED[who]:
            assert now[model][: len(before[model])] == before[model], (model, address)
    assert 500 not in seen
    assert 403 in seen
    assert User.objects.filter(username="mallory").count() == 0


@pytest.mark.parametrize("who", ["erin", "alice", "charlie", "bob"])
def test_what_other_apps_bring_is_closed_to_all_but_superusers(world, who):
    others = {m._meta.label_lower.replace(".", "/") for m in admin.site._registry}
    others = {name for name in others if not name.startswith("claims/")}
    assert len(others) >= 4
    client, tried = getattr(world.browsers, who), 0
    for address in addresses.every(rows):
        if "/".join(address.split("/")[2:4]) in others:
            for answer in (client.get(address), client.post(address, hostile(world))):
                # A bare `…/1/` leads to `…/1/change/`, which is closed; what is not there, home.
                assert answer.status_code in {403, 302}, address
                home = answer.status_code == 403 or answer.url == "/admin/"
                assert home or answer.url.endswith("/change/"), address
                tried += 1
    assert tried > 30


@pytest.mark.parametrize("who", ["erin", "alice", "bob", "root"])
def test_no_address_breaks(world, who):
    client = getattr(world.browsers, who)
    for address in addresses.every(rows):
        assert client.get(address).status_code < 500, address


# Looking sideways.

LOOKUPS = {
    "review": ("author__password__startswith", "author__email__contains", "reviewer__is_superuser",
               "claim__created_by__password__startswith", "transitions__actor__password__regex"),
    "claim": ("created_by__password__startswith", "created_by__is_superuser",
              "reviews__explanation__contains", "reviews__author__password__startswith"),
    "contradiction": ("decided_by__password__startswith", "left__reviews__title__contains"),
    "webhookendpoint": ("secrets__value__startswith", "created_by__password__startswith"),
    "webhookdelivery": ("endpoint__secrets__value__startswith",),
    "source": ("evidence__review__explanation__contains", "evidence__note__contains"),
    "article": ("appearances__claim__created_by__password__startswith",),
}  # fmt: skip


@pytest.mark.parametrize(
    ("model", "lookup"), [(m, each) for m, ls in LOOKUPS.items() for each in ls]
)
def test_no_list_can_be_asked_about_what_it_does_not_show(world, model, lookup):
    for who in ("bob", "root"):
        answer = getattr(world.browsers, who).get(pages.listing(model), {lookup: "a"})
        assert answer.status_code == 400, who


FIELDS = [("review", "author"), ("review", "claim"), ("review", "rating"), ("evidence", "source"),
          ("evidence", "added_by"), ("claim", "created_by"), ("claim", "claimant"),
          ("transition", "actor"), ("contradiction", "left"), ("user", "groups"),
          ("webhooksecret", "endpoint"), ("webhookdelivery", "endpoint")]  # fmt: skip


def _completed(client, model, field):
    query = {"app_label": "claims", "model_name": model, "field_name": field, "term": ""}
    return client.get("/admin/autocomplete/", query)


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_completing_a_name_shows_only_lists_that_one_may_see(world, model, field):
    for who in ("erin", "charlie", "bob"):
        answer = _completed(getattr(world.browsers, who), model, field)
        if answer.status_code == 200:
            shown = apps.get_model("claims", model)._meta.get_field(field).related_model
            assert world.__dict__[who].has_perm(f"claims.view_{shown._meta.model_name}")
            assert shown is not User
        else:
            assert answer.status_code == 403


def test_completing_works_where_it_is_meant_to(world):
    assert _completed(world.browsers.charlie, "evidence", "source").json()["results"]
    assert _completed(world.browsers.charlie, "claim", "claimant").json()["results"]


@pytest.mark.parametrize("field", ["password", "author__password", "explanation", "external_id"])
def test_popups_choose_by_no_column_but_the_key(world, field):
    for model in ("review", "claim", "source"):
        answer = world.browsers.bob.get(pages.listing(model), {"_popup": 1, "_to_field": field})
        assert answer.status_code == 400


def test_a_popup_is_no_way_around_a_permission(world):
    for model in ("source", "rating", "review", "publication", "webhookendpoint"):
        for method in ("get", "post"):
            address = pages.adding(model) + "?_popup=1"
            answer = getattr(world.browsers.erin, method)(address, {"_popup": 1, "title": "x"})
            assert answer.status_code == 403, (model, method)


def test_a_claim_under_approval_is_changed_by_nobody(world):
    claim = Review.objects.get(state="submitted").claim
    before = {**vars(claim)}
    for who in ("erin", "alice", "bob", "root"):
        client = getattr(world.browsers, who)
        data = forms.opened(client, pages.of(claim), text="Hijacked")
        answer = client.post(pages.of(claim), data)
        assert "waits for approval" in answer.content.decode()
        claim.refresh_from_db()
        assert claim.text == before["text"]


def test_rows_that_are_chosen_for_an_action_are_checked_one_by_one(world):
    """The only way to delete in a list is Django's own: no table of the desk offers it to a role."""
    for model in admin.site._registry:
        if model._meta.app_label == "claims":
            address = pages.listing(model._meta.model_name)
            for who in ("erin", "charlie", "bob"):
                before = model._default_manager.count()
                data = {"action": "delete_selected", "select_across": 1, "_selected_action": [1]}
                getattr(world.browsers, who).post(address, data | {"post": "yes"})
                assert model._default_manager.count() == before
