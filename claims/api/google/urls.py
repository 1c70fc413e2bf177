"""Addresses of /v1alpha1/."""

from django.urls import path

from claims.api.google import views

app_name = "google"
urlpatterns = [
    path("claims:search", views.search_claims, name="search"),
    path("claims:imageSearch", views.search_images, name="image_search"),
    path("pages", views.list_pages, name="pages"),
    path("pages/<str:page_id>", views.get_page, name="page"),
]
