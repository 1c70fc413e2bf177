"""The permission matrix: each page and endpoint, and how it answers each kind of person."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse

from claims.api import urls as api_urls
from claims.api.google import urls as google_urls
from claims.desk.hooks import endpoints
from claims.desk.review import replies, rereview, workflow
from claims.models import Contradiction, OpinionRule, Publication
from claims.web import urls as web_urls
from tests import factories

WHO = ("nobody", "dave", "erin", "alice", "bob", "root")
# nobody is anonymous, dave has an account and no role, erin is a contributor, alice a reviewer,
# bob an editor, root a superuser. 302: sent to the log-in page.
EVERYBODY = (200, 200, 200, 200, 200, 200)
STAFF = (302, 302, 200, 200, 200, 200)
REVIEWERS = (302, 302, 403, 200, 200, 200)
EDITORS = (302, 302, 403, 403, 200, 200)
SUPERUSER = (302, 302, 403, 403, 403, 200)
NO_ONE = (302, 302, 403, 403, 403, 403)
POSTED = (405,) * len(WHO)
NOT_OFFERED = (501,) * len(WHO)

PAGES = {
    "web:front": EVERYBODY,
    "web:claim": EVERYBODY,
    "web:card": EVERYBODY,
    "web:claim_review": EVERYBODY,
    "web:version": EVERYBODY,
    "web:tombstone": EVERYBODY,
    "web:bibtex": EVERYBODY,
    "web:csl": EVERYBODY,
    "web:oembed": EVERYBODY,
    "web:contradictions": EVERYBODY,
    "web:contradiction": EVERYBODY,
    "web:corrections": EVERYBODY,
    "web:method": EVERYBODY,
    "web:ratings": EVERYBODY,
    "web:claims_atom": EVERYBODY,
    "web:claims_rss": EVERYBODY,
    "web:corrections_atom": EVERYBODY,
    "web:corrections_rss": EVERYBODY,
    "web:datafeed": EVERYBODY,
    "web:sitemap": EVERYBODY,
    "web:sitemap_section": EVERYBODY,
    "web:robots": EVERYBODY,
    "web:health": EVERYBODY,
    "api:index": EVERYBODY,
    "api:claims": EVERYBODY,
    "api:facets": EVERYBODY,
    "api:claim": EVERYBODY,
    "api:versions": EVERYBODY,
    "api:contradictions": EVERYBODY,
    "api:corrections": EVERYBODY,
    "api:ratings": EVERYBODY,
    # Asked with POST: a text is no address. It answers everybody, and writes nothing.
    "api:match": POSTED,
    "api:record": EVERYBODY,
    "api:changes": EVERYBODY,
    "api:dump_record": EVERYBODY,
    "api:dump_claims": EVERYBODY,
    "api:dump_claims_table": EVERYBODY,
    "api:dump_datafeed": EVERYBODY,
    "api:schema": EVERYBODY,
    "api:docs": EVERYBODY,
    "google:search": EVERYBODY,
    "google:image_search": NOT_OFFERED,
    "google:pages": EVERYBODY,
    "google:page": EVERYBODY,
    "admin:index": STAFF,
    "admin:login": (200, 200, 302, 302, 302, 302),
    "admin:password_change": STAFF,
    "admin:two_step": STAFF,
    # Nothing is asked of who has no second step: on to the desk.
    "admin:two_step_code": (302, 302, 302, 302, 302, 302),
    "admin:claims_article_import": STAFF,
    "admin:claims_claim_import": STAFF,
    "admin:claims_claim_export": STAFF,
    "admin:claims_claim_similar": STAFF,
    "admin:app_list": STAFF,
    "admin:jsi18n": STAFF,
    "admin:claims_review_recognise": REVIEWERS,
    "admin:claims_contradiction_board": STAFF,
    "admin:claims_contradiction_graph": STAFF,
    "admin:claims_repetitions": STAFF,
    # Steps are posted: who asks for one is led to the page that has it.
    "admin:claims_review_next": (302, 302, 403, 302, 302, 302),
    "admin:claims_review_lease": (302, 302, 302, 302, 302, 302),
    "admin:reports": EDITORS,
    "admin:reports_csv": EDITORS,
    "admin:agreement": EDITORS,
    "admin:claims_review_point": (302, 302, 302, 302, 302, 302),
}
# For each table of the desk: its list, adding, one row's page, its history, deleting a row.
# What still has rows that need it cannot be deleted by a superuser either.
TABLES = {
    "publisher": (STAFF, STAFF, STAFF, STAFF, SUPERUSER),
    "article": (STAFF, STAFF, STAFF, STAFF, SUPERUSER),
    "claimant": (STAFF, STAFF, STAFF, STAFF, SUPERUSER),
    "claim": (STAFF, STAFF, STAFF, STAFF, NO_ONE),
    "source": (STAFF, REVIEWERS, STAFF, STAFF, SUPERUSER),
    "rating": (STAFF, EDITORS, STAFF, STAFF, SUPERUSER),
    "foreignrating": (STAFF, EDITORS, STAFF, STAFF, SUPERUSER),
    "review": (STAFF, NO_ONE, STAFF, STAFF, NO_ONE),
    "contradiction": (STAFF, REVIEWERS, STAFF, STAFF, NO_ONE),
    "rereview": (STAFF, NO_ONE, STAFF, STAFF, NO_ONE),
    "replyrequest": (REVIEWERS, REVIEWERS, REVIEWERS, REVIEWERS, NO_ONE),
    "publication": (STAFF, NO_ONE, STAFF, STAFF, NO_ONE),
    "opinionrule": (EDITORS, EDITORS, EDITORS, EDITORS, NO_ONE),
    "webhookendpoint": (EDITORS, EDITORS, EDITORS, EDITORS, NO_ONE),
    "webhookdelivery": (EDITORS, NO_ONE, EDITORS, EDITORS, NO_ONE),
}


def published(cast):
    """Publish what each public address needs: two claims that differ, and one that is retracted."""
    claims = factories.claim(), factories.claim()
    factories.answered(*claims, by=cast.bob)
    review, _ = (factories.published(cast.alice, cast.bob, of=claim) for claim in claims)
    gone = factories.published(cast.alice, cast.bob, of=factories.claim(slug="gone"))
    workflow.retract(gone, by=cast.bob, comment="The source was withdrawn.")
    return review


@pytest.fixture
def world(committed_db, settings):
    """A published claim, and a browser for each kind of person."""
    cast = committed_db.cast
    cast.erin = factories.person("erin", "contributor")
    cast.root = factories.person("root", is_superuser=True)
    cast.root.is_staff = True
    cast.root.save()
    review = published(cast)
    said = {"channel": "none", "contacted_at": date(2026, 3, 2), "asked": "Nobody is known."}
    replies.log(review.claim, by=cast.alice, **said)
    rereview.article_changed(review.claim.appearances.get().article, by=cast.bob, note="Gone.")
    OpinionRule.objects.create(name="urgent", priority=1)
    factories.foreign_rating()
    settings.WEBHOOK_PRIVATE_TARGETS = True
    endpoints.test(factories.webhook("http://127.0.0.1:9/", cast.bob), by=cast.bob)
    browsers = {who: Client() for who in WHO}
    for who in WHO[1:]:
        browsers[who].force_login(getattr(cast, who))
    return review, browsers


def statuses(browsers, address):
    return tuple(browsers[who].get(address).status_code for who in WHO)


def addresses(review):
    arguments = {
        "web:contradiction": [Contradiction.objects.get().public_id],
        **{f"web:{name}": [review.claim.slug] for name in ("claim", "card", "claim_review")},
        **{f"web:{name}": [review.claim.slug, 1] for name in ("version", "bibtex", "csl")},
        "web:tombstone": ["gone", 1],
        "web:sitemap_section": ["claims"],
        "api:claim": [review.claim.public_id],
        "api:versions": [review.claim.public_id],
        "google:page": [review.claim.public_id],
        "admin:app_list": ["claims"],
        "admin:claims_review_recognise": [review.pk],
        "admin:claims_review_lease": [review.pk],
        "admin:reports_csv": ["throughput"],
        "admin:claims_review_point": [review.pk],
    }
    page = f"{settings.PUBLIC_URL}{reverse('web:claim', args=[review.claim.slug])}"
    queries = {"admin:claims_review_recognise": "?url=example.org"} | {
        "google:search": "?query=measure",
        "web:oembed": f"?url={page}",
    }
    return {
        name: reverse(name, args=arguments.get(name, [])) + queries.get(name, "") for name in PAGES
    }


def rows():
    """The number of one row of each table."""
    for model in admin.site._registry:
        if model._meta.app_label == "claims":
            yield model._meta.model_name, model.objects.order_by("pk").first().pk


def test_each_page_opens_for_exactly_those_who_may_see_it(world):
    review, browsers = world
    seen = {name: statuses(browsers, address) for name, address in addresses(review).items()}
    assert seen == PAGES


def test_each_table_of_the_desk_opens_for_exactly_those_who_may_see_it(world):
    _review, browsers = world
    seen = {}
    for name, pk in rows():
        base = f"/admin/claims/{name}/"
        places = ("", "add/", f"{pk}/change/", f"{pk}/history/", f"{pk}/delete/")
        seen[name] = tuple(statuses(browsers, base + place) for place in places)
    assert seen == TABLES


def test_tables_of_other_apps_are_for_superusers(world):
    _review, browsers = world
    others = [model for model in admin.site._registry if model._meta.app_label != "claims"]
    assert len(others) >= 3
    for model in others:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert statuses(browsers, reverse(name)) == SUPERUSER


def test_nobody_writes_through_the_public_side(world):
    review, browsers = world
    # Google's contract has methods that write pages: they are known, and forbidden to everyone.
    refused = {"google:pages": 403, "google:page": 403}
    # A question, which says here that its body is missing.
    asked = {("api:match", "post"): 400}
    for name, address in addresses(review).items():
        if name.startswith(("api:", "google:", "web:")):
            for method in ("post", "put", "patch", "delete"):
                answers = {getattr(browsers[who], method)(address).status_code for who in WHO}
                assert answers == {asked.get((name, method), refused.get(name, 405))}, (
                    name,
                    method,
                )
    assert Publication.objects.count() == 4


def test_every_address_has_a_row():
    named = {f"web:{pattern.name}" for pattern in web_urls.urlpatterns if pattern.name}
    named |= {f"api:{pattern.name}" for pattern in api_urls.urlpatterns}
    named |= {f"google:{pattern.name}" for pattern in google_urls.urlpatterns}
    assert named <= set(PAGES)
    tables = {
        model._meta.model_name
        for model in admin.site._registry
        if model._meta.app_label == "claims"
    }
    assert tables == set(TABLES)
    roots = {str(pattern.pattern) for pattern in get_resolver().url_patterns}
    assert roots == {"admin/", "api/v1/", "v1alpha1/", ""}
