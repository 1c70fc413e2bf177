"""Addresses of /api/v1/."""

from django.urls import path

from claims.api import openapi, views

app_name = "api"
urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("claims/", views.Claims.as_view(), name="claims"),
    path("claims/<uuid:claim_id>/", views.Claim.as_view(), name="claim"),
    path("claims/<uuid:claim_id>/versions/", views.Versions.as_view(), name="versions"),
    path("contradictions/", views.Contradictions.as_view(), name="contradictions"),
    path("corrections/", views.Corrections.as_view(), name="corrections"),
    path("ratings/", views.Ratings.as_view(), name="ratings"),
    path("schema/", openapi.Schema.as_view(), name="schema"),
    path("docs/", openapi.Docs.as_view(), name="docs"),
]
