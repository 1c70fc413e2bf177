"""Who is at what now, and what somebody typed who was logged out meanwhile. Both pass.

Neither table has a history: who looked at what, and what was never saved, is nobody's record.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from claims.models.desk import Review


class LeaseQuerySet(models.QuerySet["Lease"]):
    def live(self) -> "LeaseQuerySet":
        return self.filter(until__gt=Now())

    def of_others(self, user: Any) -> "LeaseQuerySet":
        return self.live().exclude(holder=user)


class Lease(models.Model):
    """Somebody is at work on a review's page, and is taken to be until `until`.

    Written by the database's function alone (claims.desk.review.leases), which knows of two at
    once.
    """

    review = models.OneToOneField(
        Review, on_delete=models.CASCADE, primary_key=True, related_name="lease"
    )
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    objects = LeaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.holder} is at it until {self.until:%H:%M}"

    @property
    def is_live(self) -> bool:
        return self.until > timezone.now()


class KeptForm(models.Model):
    """What `owner` typed on the page at `path` and sent after the session had ended."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    path = models.CharField(max_length=200)
    data = models.TextField()
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "path"], name="kept_form_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.path}"
