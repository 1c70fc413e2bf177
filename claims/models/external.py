"""What others found: reviews of other publishers beside a claim, and what their ratings mean here.

Never a publication of this desk, and never public by itself.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Lower, Now

from claims.models.desk import Rating
from claims.models.intake import Claim


class ForeignRating(models.Model):
    """One rating of another publisher's scale, and the rating of this desk that it stands for.

    A rating is known by its text or by its place between `worst` and `best`, whichever way the
    scale runs (1 best, 5 worst). A review that does not say best and worst has those of the table.
    """

    scale = models.CharField(
        max_length=253, help_text="The publisher’s bare host, as example.org, or a scale’s name."
    )
    text = models.CharField(
        max_length=200, blank=True, help_text="As they write it. Empty: known by its number."
    )
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    best = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    worst = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    rating = models.ForeignKey(
        Rating,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What it means here: for the desk to decide.",
    )

    class Meta:
        ordering = ["scale", "value", "text"]
        verbose_name = "rating of another publisher"
        verbose_name_plural = "ratings of other publishers"
        constraints = [
            models.CheckConstraint(condition=~Q(scale=""), name="foreign_rating_has_scale"),
            models.CheckConstraint(
                condition=~Q(text="") & Q(value=None, best=None, worst=None)
                | Q(text="", value__isnull=False, best__isnull=False, worst__isnull=False)
                & ~Q(best=F("worst"))
                & Q(value__gte=Least("best", "worst"), value__lte=Greatest("best", "worst")),
                name="foreign_rating_text_or_number",
            ),
            models.UniqueConstraint(
                "scale", Lower("text"), condition=~Q(text=""), name="foreign_rating_text_once"
            ),
            models.UniqueConstraint(
                fields=["scale", "value"],
                condition=Q(value__isnull=False),
                name="foreign_rating_value_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scale}: {self.text or self.value}"


class ExternalReview(models.Model):
    """What another publisher found about a claim, in its own words and numbers."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="external_reviews")
    publisher = models.CharField(max_length=200)
    site = models.CharField(max_length=253, blank=True, help_text="Bare host of the publisher.")
    external_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    rating = models.CharField(max_length=200, blank=True, help_text="As they write it.")
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    best = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    worst = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    scale = models.CharField(max_length=253, help_text="Where its rating is looked up.")
    means = models.ForeignKey(
        Rating,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="What that rating means here, by the desk’s table. The database fills it.",
    )
    reviewed_on = models.DateField(null=True, blank=True)
    in_language = models.CharField(max_length=35, blank=True)
    appeared_at = models.URLField(
        max_length=2000, blank=True, help_text="Where they saw the claim first."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["claim", "-reviewed_on", "publisher", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(external_id=""), name="external_review_has_identity"
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^https?://"), name="external_review_url_is_web"
            ),
            models.UniqueConstraint(
                fields=["claim", "url"], condition=~Q(url=""), name="external_review_url_once"
            ),
            models.UniqueConstraint(
                fields=["claim", "publisher", "external_id"],
                condition=Q(url=""),
                name="external_review_id_once",
            ),
        ]
        indexes = [models.Index(fields=["scale"], name="external_review_scale")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.rating or self.value or 'no rating'}"
