"""Addresses of the pages for people, and of what feed readers and crawlers ask for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import condition, require_safe

from claims.record import published
from claims.web import contradictions, datafeed, feeds, method, sitemaps, views


def _etag(_request: HttpRequest, **_: object) -> str:
    """Return what changes with the record: the same address gives the same until then."""
    return f'"1-{published.head().tag}"'


def _conditional(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return require_safe(condition(etag_func=_etag)(view))


app_name = "web"
urlpatterns = [
    path("", views.front, name="front"),
    path("claims/<slug:slug>/", views.claim, name="claim"),
    path("contradictions/", contradictions.listed, name="contradictions"),
    path("contradictions/<uuid:contradiction_id>/", contradictions.one, name="contradiction"),
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
