"""Addresses of the pages for people, and of what feed readers and crawlers ask for."""

from django.urls import path
from django.views.decorators.http import require_safe

from claims.web import (
    claim_page,
    contradictions,
    datafeed,
    embedding,
    feeds,
    health,
    method,
    oembed,
    sitemaps,
    views,
)

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
    path("feeds/claims.atom", require_safe(feeds.Claims()), name="claims_atom"),
    path("feeds/claims.rss", require_safe(feeds.RssClaims()), name="claims_rss"),
    path("feeds/corrections.atom", require_safe(feeds.Corrections()), name="corrections_atom"),
    path("feeds/corrections.rss", require_safe(feeds.RssCorrections()), name="corrections_rss"),
    path("feeds/datafeed.json", require_safe(datafeed.claims), name="datafeed"),
    path("sitemap.xml", require_safe(sitemaps.index), name="sitemap"),
    path("sitemap-<slug:section>.xml", require_safe(sitemaps.section), name="sitemap_section"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("healthz", health.health, name="health"),
    path("favicon.ico", views.favicon),
]
