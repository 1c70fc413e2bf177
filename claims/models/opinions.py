"""Desk: second opinions. Which reviews ask for one, who is blind to them, what an editor decided.

All but the rules only grow: claims/sql/opinions_v1.sql refuses what would see first and rate later.
"""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models.desk import Rating, Review


class OpinionRule(models.Model):
    """Which submitted reviews ask for a second opinion: those that meet all that is said here."""

    name = models.CharField(
        max_length=200, unique=True, help_text="For editors: assessors are not told what asked."
    )
    priority = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="Claims of this priority or a more urgent one (1 is first). Empty: any.",
    )
    topic = models.CharField(
        max_length=100, blank=True, help_text="Claims with this topic. Empty: any."
    )
    rating = models.ForeignKey(
        Rating,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Reviews with this verdict. Empty: any. Who knows of such a rule can guess the"
        " verdict that it asks about: give it a topic or a priority as well.",
    )
    active = models.BooleanField(default=True, help_text="Off: it asks for nothing.")

    class Meta:
        ordering = ["name"]
        verbose_name = "rule for second opinions"
        verbose_name_plural = "rules for second opinions"
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__isnull=False) | ~Q(topic="") | Q(rating__isnull=False),
                name="opinion_rule_says_something",
            ),
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__range=(1, 5)),
                name="opinion_rule_priority_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpinionRequestQuerySet(models.QuerySet["OpinionRequest"]):
    """The questions that a desk asks about second opinions."""

    def waiting(self) -> "OpinionRequestQuerySet":
        """Of submitted reviews that nobody has assessed yet."""
        return self.filter(review__state="submitted", review__assessments=None)

    def waiting_for(self, user: Any) -> "OpinionRequestQuerySet":
        """Those that `user` can still answer: who wrote or saw no version of the claim's review."""
        claim = models.OuterRef("review__claim")
        wrote = Review.objects.filter(claim=claim, author=user)
        seen = Look.objects.filter(review__claim=claim, user=user)
        return self.waiting().exclude(models.Exists(wrote) | models.Exists(seen))


class OpinionRequest(models.Model):
    """A review that asks for a blind second opinion, by a rule or by hand. It is not taken back."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="opinion_request")
    rule = models.ForeignKey(
        OpinionRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OpinionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        permissions = [("view_reports", "Can see the reports of the desk")]

    def __str__(self) -> str:
        return f"Second opinion on review {self.review_id}"


class Look(models.Model):
    """Somebody opened the full page of a review: from then on they are not blind to its claim."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="looks", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "user"], name="look_first_one_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.user} saw review {self.review_id}"


class OpinionDecision(models.Model):
    """An editor lets a verdict stand against a second opinion. `rating` is what was let stand."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="opinion_decisions")
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, related_name="+", help_text="Set by the database."
    )
    reason = models.TextField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="opinion_decision_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.decided_by} let review {self.review_id} stand"
