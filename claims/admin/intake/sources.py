"""What reviewers judge by: ratings, and the sources that evidence comes from."""

from django.contrib import admin

from claims.admin import show
from claims.admin.lists import saved_views
from claims.admin.published import marks
from claims.admin.saving import together
from claims.models import Rating


class RatingAdmin(together.Together):
    list_display = ("label", "normalized", "averitec", "value", "best", "worst", "position")
    search_fields = ("text", "key")
    prepopulated_fields = {"key": ("text",)}
    fields = (
        "text",
        "key",
        "definition",
        ("value", "best", "worst"),
        "normalized",
        "averitec",
        "colour",
        "position",
    )

    @admin.display(description="rating", ordering="position")
    def label(self, rating: Rating) -> str:
        return show.rating(rating)


class SourceAdmin(saved_views.SavedViews, marks.SourceMarks):
    list_display = ("title", "publisher", "source_type", "date_published", "origin_group")
    sortable_by = ("title",)
    list_filter = ("source_type",)
    list_select_related = ("publisher",)
    search_fields = ("title", "url", "publisher__name", "origin_group")
    autocomplete_fields = ("publisher", "article")
    fields = (
        "url",
        "article",
        "title",
        "publisher",
        "source_type",
        "date_published",
        "archived_url",
        "origin_group",
    )
