"""Comments: what the desk says to itself about a review, and whom it asks by name."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models.desk import Review


class ReviewComment(models.Model):
    """One comment of the thread beside a review. It stays as it was said: the database holds it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="comment_not_empty")]

    def __str__(self) -> str:
        return f"{self.author}: {self.body[:60]}"


class MentionQuerySet(models.QuerySet["CommentMention"]):
    def waiting_for(self, user: Any) -> "MentionQuerySet":
        """Mentions of `user` in threads that they have not opened since."""
        return self.filter(user=user, seen_at=None)


class CommentMention(models.Model):
    """Somebody whom a comment names, until they have opened the review: `seen_at`."""

    comment = models.ForeignKey(
        ReviewComment, on_delete=models.CASCADE, related_name="mentions", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, editable=False)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="mention_once"),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(seen_at=None), name="mention_waiting"),
        ]

    def __str__(self) -> str:
        return f"@{self.user} in comment {self.comment_id}"
