"""What the desk's software proposes, and the queue of claims that wait to be compared."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from claims.models.intake import Claim


class Repetition(models.Model):
    """A claim that says what another says already: one more appearance of that, if somebody agrees.

    A decision is remembered: the pair is proposed again only when one of the two has changed.
    """

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        JOINED = "joined", "Joined"
        DISMISSED = "dismissed", "Dismissed"

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="repeats", db_index=False
    )
    of = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="repeated_by")
    status = models.CharField(max_length=9, choices=Status, default=Status.SUGGESTED)
    reason = models.TextField(help_text="Why it was proposed.")
    score = models.FloatField(help_text="0 to 1.")
    sides = models.CharField(max_length=64, help_text="What both claims said, as SHA-256.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["claim", "of"], name="repetition_pair_unique"),
            models.CheckConstraint(condition=~Q(claim=F("of")), name="repetition_two_claims"),
            models.CheckConstraint(
                condition=Q(status="suggested", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    status__in=["joined", "dismissed"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="repetition_decided_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score"], condition=Q(status="suggested"), name="repetition_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} repeats {self.of_id}"


class Comparison(models.Model):
    """A claim that waits to be compared with others. Triggers add rows; the worker takes them."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+", db_index=False)
    scan = models.BooleanField(default=False, help_text="From a scan of the whole base.")
    indexed = models.BooleanField(
        db_default=False, help_text="Others can find it: now it can be compared."
    )
    since = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["scan", "id"], name="comparison_in_order")]

    def __str__(self) -> str:
        return f"{self.claim_id} waits to be compared"


class ClaimKey(models.Model):
    """A word or point by which claims that may have to do with each other are found."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "claim"], name="claim_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.claim_id}"


class ClaimSketch(models.Model):
    """What of a claim tells, without reading it, whether a comparison with another is worth it."""

    claim = models.OneToOneField(
        Claim, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    stems = ArrayField(models.TextField(), help_text="Those of its sentence, each once.")
    point = models.CharField(max_length=64, help_text="The key of its point at issue, or empty.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.claim_id}: {' '.join(self.stems)}"


class SpellingChange(models.Model):
    """A spelling that leads to another name now. Triggers add rows; the worker takes them."""

    name = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
