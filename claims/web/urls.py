"""Addresses of the pages for people."""

from django.urls import path

from claims.web import views

app_name = "web"
urlpatterns = [
    path("", views.front, name="front"),
    path("claims/<slug:slug>/", views.claim, name="claim"),
    path("corrections/", views.corrections, name="corrections"),
    path("ratings/", views.ratings, name="ratings"),
    path("favicon.ico", views.favicon),
]
