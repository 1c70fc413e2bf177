"""Intake: what comes in. Publishers, their articles, who claims what, and where it stands."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from claims.models import keys


class Publisher(keys.Loadable):
    """An outlet that publishes articles or documents."""

    name = models.CharField(max_length=200, unique=True)
    site = models.CharField(
        max_length=253, blank=True, help_text="Bare host, without www: example.org"
    )
    same_as = models.URLField(
        max_length=2000, blank=True, help_text="A page that says who this is (Wikidata, Wikipedia)."
    )

    objects = keys.NaturalKeyManager("name")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=~Q(site=""), name="publisher_site_unique"
            ),
            models.CheckConstraint(
                condition=~Q(site__regex=r"[/:@\s]") & ~Q(site__startswith="www."),
                name="publisher_site_is_bare_host",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class Article(keys.Loadable):
    """A published text in which claims appear. What is not known stays empty."""

    key = models.SlugField(
        max_length=100, unique=True, help_text="The desk's own short name; also the file's name."
    )
    publisher = models.ForeignKey(
        Publisher, on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    url = models.URLField(max_length=2000, blank=True)
    headline = models.CharField(max_length=500, blank=True)
    author = models.CharField(max_length=300, blank=True)
    date_published = models.DateField(null=True, blank=True)
    in_language = models.CharField(max_length=35, default="en", help_text="BCP 47 tag: en, fr-CA")
    text = models.TextField(blank=True, help_text="Only if the desk may store it.")
    text_sha256 = models.CharField(max_length=64, blank=True)
    retrieved_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_note = models.TextField(
        blank=True, editable=False, help_text="What its publisher changed, where we saw it."
    )

    objects = keys.NaturalKeyManager("key")

    class Meta:
        ordering = ["key"]
        permissions = [("mark_article", "Can note that an article was changed")]
        constraints = [
            models.UniqueConstraint(
                fields=["url"], condition=~Q(url=""), name="article_url_unique"
            ),
            models.CheckConstraint(
                condition=Q(text_sha256="") | Q(text_sha256__regex=r"^[0-9a-f]{64}$"),
                name="article_text_sha256_is_hex",
            ),
        ]
        indexes = [
            models.Index(keys.AddressKey("url"), name="article_address"),
            models.Index(fields=["date_published", "id"], name="article_by_date"),
            keys.searched("key", "headline", "author", "url", name="article_searched"),
        ]

    def __str__(self) -> str:
        return self.headline or self.key

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class Claimant(keys.Loadable):
    """Who makes a claim: a person or an organization (schema.org Claim.author)."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        ORGANIZATION = "organization", "Organization"

    key = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    same_as = models.URLField(
        max_length=2000, blank=True, help_text="A page that says who this is (Wikidata, Wikipedia)."
    )

    objects = keys.NaturalKeyManager("key")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "organization"]), name="claimant_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["name", "-id"], name="claimant_in_order"),
            keys.searched("name", "key", name="claimant_searched"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class ClaimantAlias(keys.Loadable):
    """Another name or spelling under which a claimant appears (`Kaner` for Mark Carney)."""

    claimant = models.ForeignKey(Claimant, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200, unique=True)

    objects = keys.NaturalKeyManager("name")

    class Meta:
        ordering = ["name"]
        verbose_name = "alias"
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class Claim(keys.Loadable):
    """A checkable statement in the desk's own words, with its point at issue.

    The point at issue reads as a sentence: *subject* / *property* / *value* (*unit*), between
    `valid_from` and `valid_to` (both days included, empty = open).
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    text = models.TextField(help_text="One statement, in the desk's own words, without a verdict.")
    claimant = models.ForeignKey(
        Claimant, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    claimant_unknown = models.BooleanField(
        default=False, help_text="Say on purpose that nobody knows who made this claim."
    )
    claim_date = models.DateField(null=True, blank=True, help_text="When it was said.")
    in_language = models.CharField(max_length=35, default="en", help_text="BCP 47 tag: en, fr-CA")
    topics = ArrayField(models.SlugField(max_length=50), default=list, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    property = models.CharField(max_length=300, blank=True)
    value = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=50, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=200, unique=True)
    selection_reason = models.TextField(blank=True, help_text="Why the desk picked this claim.")
    priority = models.PositiveSmallIntegerField(
        default=3, help_text="1 is checked first, 5 is checked last."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = keys.NaturalKeyManager("external_id")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="claim_text_not_empty"),
            models.CheckConstraint(
                condition=~Q(external_id=""), name="claim_external_id_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="claim_validity_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(claimant__isnull=True) | Q(claimant_unknown=False),
                name="claim_claimant_or_unknown",
            ),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=5), name="claim_priority_1_to_5"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "property"], name="claim_point_at_issue"),
            GinIndex(SearchVector("text", config="factcheck_english"), name="claim_words"),
            GinIndex(fields=["topics"], name="claim_topics"),
            models.Index(fields=["priority", "-id"], name="claim_by_priority"),
            models.Index(fields=["-priority", "-id"], name="claim_by_priority_last"),
            keys.searched("text", "external_id", "subject", "value", name="claim_searched"),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 90 else f"{self.text[:87]}…"

    def natural_key(self) -> tuple[str]:
        return (self.external_id,)


class Appearance(keys.Loadable):
    """A claim in an article, pinned to its passage.

    `exact`, `prefix`, `suffix` are W3C Web Annotation's TextQuoteSelector; `start`, `end` its
    TextPositionSelector, in characters (Unicode code points) of the article's text, `end`
    exclusive.
    """

    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="appearances", db_index=False
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="appearances")
    exact = models.CharField(max_length=500, help_text="A short exact phrase that pins the place.")
    prefix = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=100, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = keys.NaturalKeyManager("claim", "article", "start")

    class Meta:
        ordering = ["article", "start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="appearance_end_after_start"
            ),
            models.UniqueConstraint(
                fields=["claim", "article", "start"], name="appearance_unique_place"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.exact}” in {self.article}"

    def natural_key(self) -> tuple[str, str, int]:
        return (self.claim.external_id, self.article.key, self.start)
