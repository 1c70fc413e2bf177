"""Addresses of the pages for people, and of what feed readers and crawlers ask for."""

from django.urls import path
from django.views.decorators.http import require_safe

from claims.web import feeds, sitemaps, views

app_name = "web"
urlpatterns = [
    path("", views.front, name="front"),
    path("claims/<slug:slug>/", views.claim, name="claim"),
    path("corrections/", views.corrections, name="corrections"),
    path("ratings/", views.ratings, name="ratings"),
    path("feeds/claims.atom", require_safe(feeds.Claims()), name="claims_atom"),
    path("feeds/claims.rss", require_safe(feeds.RssClaims()), name="claims_rss"),
    path("feeds/corrections.atom", require_safe(feeds.Corrections()), name="corrections_atom"),
    path("feeds/corrections.rss", require_safe(feeds.RssCorrections()), name="corrections_rss"),
    path("sitemap.xml", require_safe(sitemaps.index), name="sitemap"),
    path("sitemap-<slug:section>.xml", require_safe(sitemaps.section), name="sitemap_section"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", views.favicon),
]
