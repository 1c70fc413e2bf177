"""Sources: the documents that evidence comes from."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models import keys
from claims.models.intake import Article, Publisher


class Source(keys.Loadable):
    """A document that evidence comes from: at an address, or one of the desk's articles."""

    class Type(models.TextChoices):
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"
        EXPERT = "expert", "Expert"
        CLAIMANT = "claimant", "The claimant"

    url = models.URLField(max_length=2000, blank=True)
    article = models.OneToOneField(
        Article, on_delete=models.PROTECT, null=True, blank=True, related_name="source"
    )
    title = models.CharField(max_length=500)
    publisher = models.ForeignKey(
        Publisher, on_delete=models.PROTECT, null=True, blank=True, related_name="sources"
    )
    source_type = models.CharField(max_length=10, choices=Type)
    date_published = models.DateField(null=True, blank=True)
    archived_url = models.URLField(max_length=2000, blank=True)
    origin_group = models.CharField(
        max_length=100,
        blank=True,
        help_text="Sources that repeat one origin (a wire story) share a name: they count as one.",
    )
    unreliable_reason = models.TextField(blank=True, editable=False)
    unreliable_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    unreliable_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["title"]
        permissions = [("mark_source", "Can mark a source as unreliable")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | Q(article__isnull=False), name="source_has_url_or_article"
            ),
            models.UniqueConstraint(fields=["url"], condition=~Q(url=""), name="source_url_unique"),
            models.CheckConstraint(
                condition=Q(source_type__in=["primary", "secondary", "expert", "claimant"]),
                name="source_type_known",
            ),
            models.CheckConstraint(
                condition=Q(unreliable_at=None, unreliable_by=None, unreliable_reason="")
                | (
                    Q(unreliable_at__isnull=False, unreliable_by__isnull=False)
                    & ~Q(unreliable_reason="")
                ),
                name="source_unreliable_says_why",
            ),
        ]
        indexes = [
            models.Index(keys.AddressKey("url"), name="source_address"),
            models.Index(fields=["title", "-id"], name="source_in_order"),
            keys.searched("title", "url", "origin_group", name="source_searched"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def origin(self) -> str:
        """What makes two sources one origin: the group, else the publisher, else itself."""
        if self.origin_group:
            return f"group:{self.origin_group}"
        if self.publisher_id:
            return f"publisher:{self.publisher_id}"
        return f"source:{self.pk}"
