"""Contradictions: two claims that do not go together, typed, with both values side by side."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now

from claims.models import keys
from claims.models.intake import Claim
from claims.models.sources import Source

COMPARISON = "comparison"
"""The name that stands as who proposed what the desk's software has found."""


class ContradictionQuerySet(models.QuerySet["Contradiction"]):
    """The questions that a desk asks of its contradictions."""

    def of(self, claim: Claim) -> "ContradictionQuerySet":
        return self.filter(Q(left=claim) | Q(right=claim))

    def undecided(self) -> "ContradictionQuerySet":
        """Those that wait for somebody: suggested, or confirmed and not yet answered."""
        return self.filter(status__in=["suggested", "confirmed"])

    def unanswered(self) -> "ContradictionQuerySet":
        """Confirmed, and nobody has said yet how they are resolved: these block publishing."""
        return self.filter(status="confirmed")


ContradictionManager = keys.NaturalKeyManager.from_queryset(ContradictionQuerySet)


class Contradiction(keys.Loadable):
    """Two claims that do not go together, typed, with the two values side by side.

    The pair is unordered: (a, b) and (b, a) are one contradiction.
    """

    class Kind(models.TextChoices):
        NAME = "name", "Name"
        ROLE = "role", "Role"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        PLACE = "place", "Place"
        COUNT = "count", "Count"
        CAUSE = "cause", "Cause"
        NEGATION = "negation", "Negation"

    class Relation(models.TextChoices):
        CONTRADICTS = "contradicts", "Contradicts"
        SUPERSEDES = "supersedes", "The later supersedes the earlier"
        SCOPE = "different_scope", "Different scope"
        DEFINITION = "different_definition", "Different definition"

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        CONFIRMED = "confirmed", "Confirmed"
        DISMISSED = "dismissed", "Dismissed"
        RESOLVED = "resolved", "Resolved"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(max_length=200, unique=True)
    left = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    relation = models.CharField(max_length=20, choices=Relation)
    left_value = models.CharField(max_length=500)
    right_value = models.CharField(max_length=500)
    status = models.CharField(
        max_length=9, choices=Status, default=Status.SUGGESTED, editable=False
    )
    holds = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    note = models.TextField(blank=True, help_text="Why these two do not go together.")
    resolution = models.TextField(
        blank=True, editable=False, help_text="How the desk answers it; published."
    )
    references = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="Where this was noted before (C1, C2 …).",
    )
    proposed_by = models.CharField(
        max_length=100, blank=True, help_text="The person or the rule that proposed it."
    )
    score = models.FloatField(null=True, blank=True, help_text="0 to 1, when a rule proposed it.")
    sides = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="What both claims said when this was proposed or decided, as SHA-256.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ContradictionManager("external_id")

    class Meta:
        ordering = ["-pk"]
        permissions = [("decide_contradiction", "Can confirm, dismiss and resolve contradictions")]
        constraints = [
            models.UniqueConstraint(
                Least("left", "right"), Greatest("left", "right"), name="contradiction_pair_unique"
            ),
            models.CheckConstraint(condition=~Q(left=F("right")), name="contradiction_two_claims"),
            models.CheckConstraint(
                condition=Q(holds__isnull=True) | Q(holds=F("left")) | Q(holds=F("right")),
                name="contradiction_holds_one_side",
            ),
            models.CheckConstraint(
                condition=Q(status="suggested", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    status__in=["confirmed", "dismissed", "resolved"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="contradiction_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(status="resolved") | ~Q(resolution=""),
                name="contradiction_resolved_says_how",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
                name="contradiction_score_0_to_1",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "kind"], name="contradiction_by_status"),
            models.Index(
                fields=["created_at", "id"],
                condition=Q(status__in=["suggested", "confirmed"]),
                name="contradiction_waiting",
            ),
            models.Index(
                F("score").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(status__in=["suggested", "confirmed"]),
                name="contradiction_surest",
            ),
            keys.searched("left_value", "right_value", "note", name="contradiction_searched"),
        ]

    def __str__(self) -> str:
        return f"{self.left_value} / {self.right_value}"

    def natural_key(self) -> tuple[str]:
        return (self.external_id,)

    def is_stored(self, using: str) -> bool:
        """Take the place of what the comparison has proposed of the same pair meanwhile.

        What somebody has decided of that stays as it is.
        """
        if self.pk is None:
            pair = [self.left_id, self.right_id]
            rows = type(self)._base_manager.using(using).filter(proposed_by=COMPARISON)
            same = rows.filter(left__in=pair, right__in=pair).first()
            if same is not None:
                self.pk = same.pk
                if same.status != self.Status.SUGGESTED:
                    self.named_fields = frozenset()
        return super().is_stored(using)


class DecisionEvidence(models.Model):
    """A source that a decision about a contradiction stands on. It stays at the desk."""

    contradiction = models.ForeignKey(
        Contradiction,
        on_delete=models.CASCADE,
        related_name="evidence",
        db_index=False,
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    quote = models.CharField(max_length=500, blank=True, help_text="A short exact phrase.")
    locator = models.CharField(max_length=200, blank=True, help_text="Page, paragraph, minute.")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence of decisions"
        constraints = [
            models.UniqueConstraint(
                fields=["contradiction", "source", "locator"],
                name="decision_evidence_unique_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} on {self.contradiction_id}"
