"""Addresses of /api/v1/."""

from django.urls import path

from claims.api import facets, following, matching, views
from claims.api.contract import openapi
from claims.api.lasting import dumps

app_name = "api"
urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("claims/", views.Claims.as_view(), name="claims"),
    path("claims/<uuid:claim_id>/", views.Claim.as_view(), name="claim"),
    path("claims/<uuid:claim_id>/versions/", views.Versions.as_view(), name="versions"),
    path("facets/", facets.Facets.as_view(), name="facets"),
    path("contradictions/", views.Contradictions.as_view(), name="contradictions"),
    path("corrections/", views.Corrections.as_view(), name="corrections"),
    path("ratings/", views.Ratings.as_view(), name="ratings"),
    path("match/", matching.Match.as_view(), name="match"),
    path("record/", following.Record.as_view(), name="record"),
    path("changes/", following.Changes.as_view(), name="changes"),
    path("dump/record.ndjson", dumps.RecordDump.as_view(), name="dump_record"),
    path("dump/claims.ndjson", dumps.ClaimsDump.as_view(), name="dump_claims"),
    path("dump/claims.csv", dumps.ClaimsTable.as_view(), name="dump_claims_table"),
    path("dump/datafeed.json", dumps.DataFeed.as_view(), name="dump_datafeed"),
    path("schema/", openapi.Schema.as_view(), name="schema"),
    path("docs/", openapi.Docs.as_view(), name="docs"),
]
