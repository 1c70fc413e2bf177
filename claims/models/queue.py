"""The desk's queue, in the order in which it is worked off.

A claim's priority stands with the claim, and how long it waits with its review: no index spans the
two. Triggers keep this copy (claims/sql/queue_v1.sql); nothing else writes it. It needs no
history: claim and review have theirs.
"""

from django.db import models

from claims.models.desk import Review


class QueuePlace(models.Model):
    """The place of a review that nobody has taken: by priority, then by who waited longest."""

    review = models.OneToOneField(
        Review, on_delete=models.CASCADE, primary_key=True, related_name="place"
    )
    priority = models.PositiveSmallIntegerField()
    moved_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["priority", "moved_at", "review"]
        indexes = [models.Index(fields=["priority", "moved_at", "review"], name="queue_in_order")]

    def __str__(self) -> str:
        return f"Priority {self.priority}, since {self.moved_at:%Y-%m-%d}"
