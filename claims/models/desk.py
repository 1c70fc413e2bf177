"""Desk: what reviewers work on. Ratings, reviews with their evidence."""

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now

from claims.models import keys
from claims.models.intake import Claim
from claims.models.sources import Source


class Rating(keys.Loadable):
    """A verdict that the desk may give. Ratings are data, not code.

    `value` lies between `best` and `worst` (schema.org Rating: ratingValue, bestRating,
    worstRating); a reversed scale (1 best, 5 worst) is allowed. Ratings that measure no truth
    (Unproven, Outdated) carry no number at all, so that no machine reads them as "false".
    """

    class Normalized(models.TextChoices):
        TRUE = "TRUE", "True"
        MIXTURE = "MIXTURE", "Mixture"
        FALSE = "FALSE", "False"
        OTHER = "OTHER", "Other"

    class Averitec(models.TextChoices):
        SUPPORTED = "Supported"
        REFUTED = "Refuted"
        NOT_ENOUGH = "Not Enough Evidence"
        CONFLICTING = "Conflicting Evidence/Cherrypicking"

    key = models.SlugField(max_length=50, unique=True)
    text = models.CharField(max_length=100, unique=True, help_text="What readers see.")
    value = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    best = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    worst = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    definition = models.TextField()
    normalized = models.CharField(max_length=7, choices=Normalized)
    averitec = models.CharField(
        max_length=40, choices=Averitec, blank=True, verbose_name="AVeriTeC label"
    )
    colour = models.CharField(
        max_length=7, validators=[RegexValidator(r"^#[0-9a-f]{6}$")], help_text="#rrggbb"
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in lists.")

    objects = keys.NaturalKeyManager("key")

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True, best__isnull=True, worst__isnull=True)
                | Q(value__gte=Least("best", "worst"), value__lte=Greatest("best", "worst"))
                & Q(value__isnull=False, best__isnull=False, worst__isnull=False),
                name="rating_value_within_scale",
            ),
            models.CheckConstraint(
                condition=Q(normalized__in=["TRUE", "MIXTURE", "FALSE", "OTHER"]),
                name="rating_normalized_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class ReviewState(models.TextChoices):
    """Where a review stands. Who may move it is said in claims.desk.review.states."""

    NEW = "new", "New"
    IN_REVIEW = "in_review", "In review"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded by a correction"
    RETRACTED = "retracted", "Retracted"
    DECLINED = "declined", "Declined"


OPEN_STATES = ("new", "in_review", "submitted", "returned", "approved")
EDITABLE_STATES = ("in_review", "returned")
"""While a review stands here its verdict and evidence may be edited; the database holds it."""
APPROVED_STATES = ("approved", "published", "superseded", "retracted")


class ReviewQuerySet(models.QuerySet["Review"]):
    """The questions that a desk asks of its reviews."""

    def open(self) -> "ReviewQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def mine(self, user: Any) -> "ReviewQuerySet":
        """Open reviews that `user` writes."""
        return self.open().filter(author=user)

    def awaiting_approval_by(self, user: Any) -> "ReviewQuerySet":
        """Submitted reviews that `user` may approve: those that somebody else wrote."""
        return self.filter(state=ReviewState.SUBMITTED).exclude(author=user)

    def ready_to_publish(self) -> "ReviewQuerySet":
        return self.filter(state=ReviewState.APPROVED)

    def unassigned(self) -> "ReviewQuerySet":
        return self.filter(state=ReviewState.NEW, author=None)

    def queued(self) -> "ReviewQuerySet":
        """Those that nobody has taken, in the order in which they are taken; by one index."""
        rows = self.unassigned().filter(place__isnull=False)
        return rows.order_by("place__priority", "place__moved_at", "pk")

    def calling(self, user: Any) -> "ReviewQuerySet":
        """Reviews in whose thread somebody mentions `user`, who has not opened it since."""
        calls = self.model.objects.filter(
            comments__mentions__user=user, comments__mentions__seen_at=None
        )
        return self.filter(pk__in=calls.order_by().values("pk"))

    def stuck_since(self, moment: Any) -> "ReviewQuerySet":
        """Open reviews, taken by somebody, that have not moved since `moment`."""
        return self.open().exclude(author=None).filter(moved_at__lt=moment)


class Review(models.Model):
    """One version of the desk's verdict on a claim. `author` writes it, `reviewer` approves it."""

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="reviews", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=ReviewState, default=ReviewState.NEW, editable=False
    )
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=200, blank=True, help_text="Headline of the fact-check.")
    explanation = models.TextField(blank=True, help_text="Why this verdict, for readers.")
    as_of = models.DateField(
        null=True, blank=True, help_text="The day for which the verdict holds."
    )
    single_source_reason = models.TextField(
        blank=True, help_text="Why one origin is enough, when there are not two."
    )
    correction_note = models.TextField(
        blank=True, help_text="What readers are told about the correction."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reviews_written",
        db_index=False,
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reviews_approved",
    )
    approved_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="SHA-256 of the content that was approved: only this content may be published.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    moved_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        permissions = [
            ("assign_review", "Can assign a review"),
            ("write_review", "Can take, write and submit reviews"),
            ("return_review", "Can return a submitted review"),
            ("approve_review", "Can approve a submitted review"),
            ("publish_review", "Can publish an approved review"),
            ("correct_review", "Can open a correction of a published review"),
            ("retract_review", "Can retract a published review"),
            ("decline_review", "Can decline a claim"),
            ("reopen_review", "Can reopen a declined claim"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=True)
                | Q(reviewer__isnull=True)
                | ~Q(reviewer=F("author")),
                name="review_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=APPROVED_STATES)
                | (
                    Q(author__isnull=False, reviewer__isnull=False, rating__isnull=False)
                    & ~Q(approved_digest="")
                ),
                name="review_approved_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReviewState.values), name="review_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "declined"]) | Q(author__isnull=False),
                name="review_has_author",
            ),
            models.UniqueConstraint(fields=["claim", "version"], name="review_version_unique"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state__in=OPEN_STATES), name="review_one_open"
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="published"), name="review_one_published"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "moved_at", "id"], include=["author"], name="review_in_state"
            ),
            models.Index(
                fields=["moved_at", "id"],
                condition=Q(state__in=OPEN_STATES, author__isnull=False),
                name="review_taken",
            ),
            models.Index(fields=["claim", "version"], include=["state", "id"], name="review_of"),
            models.Index(fields=["author", "state"], name="review_by_author"),
            models.Index(fields=["-moved_at", "-id"], name="review_newest"),
        ]

    def __str__(self) -> str:
        return f"Review {self.claim_id} v{self.version} ({self.get_state_display()})"


class Evidence(models.Model):
    """A source attached to a review, with what it says about the claim."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports"
        REFUTES = "refutes", "Refutes"
        CONTEXT = "context", "Context"

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="evidence", db_index=False
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=8, choices=Stance)
    quote = models.CharField(max_length=500, blank=True, help_text="A short exact phrase.")
    locator = models.CharField(max_length=200, blank=True, help_text="Page, paragraph, minute.")
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "source", "locator"], name="evidence_unique_place"
            ),
            models.CheckConstraint(
                condition=Q(stance__in=["supports", "refutes", "context"]),
                name="evidence_stance_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.stance}"


class Assessment(models.Model):
    """A second reviewer's own rating, given before seeing the first."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="assessments", db_index=False
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments"
    )
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT)
    first_rating = models.ForeignKey(
        Rating,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="The author’s at that moment; the database writes it down.",
    )
    rationale = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "assessor"], name="assessment_one_per_person"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="assessment_by_time")]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.rating}"


class Transition(models.Model):
    """One step of a review: who moved it, from where to where, and what was said."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="transitions")
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=ReviewState)
    to_state = models.CharField(max_length=10, choices=ReviewState)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["at"], name="transition_by_at")]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor}"
