"""Addresses of the pages for people, and of what feed readers and crawlers ask for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import condition, require_safe

from claims.record import published
from claims.web import (
    claim_page,
    contradictions,
    datafeed,
    embedding,
    feeds,
    method,
    oembed,
    sitemaps,
    views,
)


def _etag(_request: HttpRequest, **_: object) -> str:
    """Return what changes with the record: the same address gives the same until then."""
    return f'"1-{published.head().tag}"'


def _conditional(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return require_safe(condition(etag_func=_etag)(view))


app_name = "web"
urlpatterns = [
    path("", views.front, name="front"),
    path("claims/<slug:slug>/", claim_page.claim, name="claim"),
    path("claims/<slug:slug>/card/", embedding.card, name="card"),
    path("claims/<slug:slug>/claimreview.json", claim_page.claim_review, name="claim_review"),
    path("claims/<slug:slug>/versions/<int:version>/", claim_page.version, name="version"),
    path(
        "claims/<slug:slug>/versions/<int:version>/retraction/",
        claim_page.version,
        {"retraction": True},
        name="tombstone",
    ),
    path("claims/<slug:slug>/versions/<int:version>/cite.bib", claim_page.bibtex, name="bibtex"),
    path("claims/<slug:slug>/versions/<int:version>/cite.json", claim_page.csl, name="csl"),
    path("contradictions/", contradictions.listed, name="contradictions"),
    path("contradictions/<uuid:contradiction_id>/", contradictions.one, name="contradiction"),
    path("oembed", oembed.oembed, name="oembed"),
    path("corrections/", views.corrections, name="corrections"),
    path("ratings/", views.ratings, name="ratings"),
    path("method/", method.method, name="method"),
    path("feeds/claims.atom", _conditional(feeds.Claims()), name="claims_atom"),
    path("feeds/claims.rss", _conditional(feeds.RssClaims()), name="claims_rss"),
    path("feeds/corrections.atom", _conditional(feeds.Corrections()), name="corrections_atom"),
    path("feeds/corrections.rss", _conditional(feeds.RssCorrections()), name="corrections_rss"),
    path("feeds/datafeed.json", _conditional(datafeed.claims), name="datafeed"),
    path("sitemap.xml", _conditional(sitemaps.index), name="sitemap"),
    path("sitemap-<slug:section>.xml", _conditional(sitemaps.section), name="sitemap_section"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", views.favicon),
]
