"""Desk: published claims that somebody must look at again, each with the reason why."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models.contradictions import Contradiction
from claims.models.intake import Article, Claim
from claims.models.sources import Source

CAUSES = {
    "source": "source",
    "verdict": "corrected",
    "contradiction": "contradiction",
    "article": "article",
}
"""For each reason, the column that names its cause; the others are empty."""


def _one_cause() -> Q:
    condition = Q()
    for reason, column in CAUSES.items():
        others = {f"{other}__isnull": other != column for other in CAUSES.values()}
        condition |= Q(reason=reason, **others)
    return condition


class RereviewQuerySet(models.QuerySet["Rereview"]):
    """The questions that a desk asks of its queue."""

    def open(self) -> "RereviewQuerySet":
        return self.filter(done_at=None)

    def told(self) -> "RereviewQuerySet":
        """With all that a line about each one names."""
        causes = [name for name in CAUSES.values() if name != "article"]
        rows = self.select_related("claim", "done_by", "article__publisher", *causes)
        return rows.defer("article__text")


class Rereview(models.Model):
    """One reason to look at a published claim again; done when somebody has said what of it.

    Triggers write these, in the transaction of the cause (claims/sql/rereview_v1.sql).
    """

    class Reason(models.TextChoices):
        SOURCE = "source", "A source is unreliable"
        VERDICT = "verdict", "The verdict on a related claim was corrected"
        CONTRADICTION = "contradiction", "A contradiction was confirmed"
        ARTICLE = "article", "An article changed"

    class Outcome(models.TextChoices):
        STILL_RIGHT = "still_right", "Still right"
        CORRECTION = "correction", "Correction begun"
        RETRACTION = "retraction", "Retracted"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="rereviews")
    reason = models.CharField(max_length=13, choices=Reason)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    corrected = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="+")
    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, null=True, related_name="+"
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="+")
    detail = models.TextField(blank=True, help_text="What was said when it came up.")
    since = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    comment = models.TextField(blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    objects = RereviewQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = "re-review"
        permissions = [("answer_rereview", "Can say that a published claim is still right")]
        constraints = [
            models.CheckConstraint(condition=_one_cause(), name="rereview_one_cause"),
            models.UniqueConstraint(
                fields=["claim", *CAUSES.values()],
                condition=Q(done_at=None),
                nulls_distinct=False,
                name="rereview_one_open",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, outcome="", comment="")
                | Q(
                    done_at__isnull=False,
                    done_by__isnull=False,
                    outcome__in=["still_right", "correction", "retraction"],
                ),
                name="rereview_done_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="still_right") | ~Q(comment=""),
                name="rereview_still_right_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["since", "id"], name="rereview_in_order"),
            models.Index(fields=["since"], condition=Q(done_at=None), name="rereview_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.cause}"

    @property
    def cause(self) -> Any:
        """Return the row that is the reason: a source, a claim, a contradiction or an article."""
        return getattr(self, CAUSES[self.reason])
