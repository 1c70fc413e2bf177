"""Saved views: the filters, search and order of a list, under a name.

They have no history: they decide nothing, say nothing of a claim, and are their owner's to lose.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def seen_by(self, user: object, table: str) -> "SavedViewQuerySet":
        """The views of one list: one's own, and what others share."""
        return self.filter(Q(owner=user) | Q(shared=True), table=table)


class SavedView(models.Model):
    """`query` is what stands behind the question mark of the list's address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
        db_index=False,
    )
    table = models.CharField(max_length=50)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "table", "name"], name="saved_view_name_unique"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
