"""Record: what has been published. The public side reads these tables and no others."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


class PublicationKind(models.TextChoices):
    """What an entry of the record says."""

    PUBLICATION = "publication", "Publication"
    CORRECTION = "correction", "Correction"
    RETRACTION = "retraction", "Retraction"


class Publication(models.Model):
    """One entry of the append-only, hash-chained record. Triggers refuse any change to it.

    `document` is the published JSON as UTF-8 bytes, `digest` the SHA-256 of the entry (hex, see
    claims.record.chain for what it covers), `previous_digest` that of the entry before.
    """

    sequence = models.BigIntegerField(primary_key=True)
    claim_id = models.UUIDField()
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=11, choices=PublicationKind)
    note = models.TextField(blank=True)
    document = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    previous_digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "record_publication"
        ordering = ["sequence"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sequence__gte=1), name="publication_sequence_from_1"
            ),
            models.CheckConstraint(
                condition=Q(kind="publication") | ~Q(note=""), name="publication_note_says_why"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PublicationKind.values), name="publication_kind_known"
            ),
            models.UniqueConstraint(
                fields=["claim_id", "version", "kind"], name="publication_version_unique"
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper("note"), name="gin_trgm_ops"),
                condition=~Q(note=""),
                name="publication_note_searched",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.kind} of {self.claim_id} v{self.version}"


class PublishedClaim(models.Model):
    """What filters and search need of one publication; beside the record, made from it alone.

    One row for each entry of the record. `ended_at` is when the next entry of the same claim
    took its place: rows without it are current. `body` is the JSON that the API serves.
    """

    publication = models.OneToOneField(
        Publication,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
        db_column="sequence",
    )
    claim_id = models.UUIDField()
    slug = models.CharField(max_length=120)
    kind = models.CharField(max_length=11, choices=PublicationKind)
    published_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    first_published_at = models.DateTimeField()
    body = models.BinaryField()
    rating = models.CharField(max_length=50)
    rating_normalized = models.CharField(max_length=7)
    claimant = models.CharField(max_length=100, help_text="The claimant's key; empty: unknown.")
    publishers = ArrayField(models.CharField(max_length=200), default=list)
    articles = ArrayField(models.CharField(max_length=100), default=list)
    topics = ArrayField(models.CharField(max_length=50), default=list)
    claim_date = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    in_language = models.CharField(max_length=35)
    search = SearchVectorField()

    class Meta:
        db_table = "record_claim"
        ordering = ["-publication_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim_id"], condition=Q(ended_at=None), name="published_claim_one_current"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(ended_at=None), name="published_claim_slug_unique"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-publication"],
                condition=Q(ended_at=None) & ~Q(kind="retraction"),
                name="published_claim_current",
            ),
            models.Index(fields=["claim_id", "published_at"], name="published_claim_history"),
            GinIndex(fields=["search"], name="published_claim_search"),
            GinIndex(fields=["topics"], name="published_claim_topics"),
            GinIndex(fields=["articles"], name="published_claim_articles"),
            GinIndex(fields=["publishers"], name="published_claim_publishers"),
        ]

    def __str__(self) -> str:
        return self.slug


class PublishedSearch(models.Model):
    """What stands published of one claim, as search and filters see it: one narrow row.

    Triggers make it from PublishedClaim and count its values (claims/sql/search_v2.sql), which says
    what `search` has beside words.
    """

    sequence = models.BigIntegerField(primary_key=True)
    search = SearchVectorField()
    rating = models.CharField(max_length=50)
    claimant = models.CharField(max_length=100)
    publishers = ArrayField(models.CharField(max_length=200))
    topics = ArrayField(models.CharField(max_length=50))
    published_at = models.DateTimeField()
    claim_date = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "record_search"
        ordering = ["-sequence"]
        # What was published a moment ago is found by a walk over a pending list otherwise.
        indexes = [
            GinIndex(fields=["search"], name="published_search", fastupdate=False),
            models.Index(fields=["claim_date", "sequence"], name="published_search_claimed"),
            GinIndex(
                models.Func("search", function="record_pairs_v1"),
                name="published_search_pairs",
                fastupdate=False,
            ),
            GinIndex(
                models.Func("search", function="record_gaps_v1"),
                name="published_search_gaps",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.sequence)


class PublishedCount(models.Model):
    """How many claims that stand published have one value of one facet."""

    pk = models.CompositePrimaryKey("facet", "value")
    facet = models.CharField(max_length=9)
    value = models.CharField(max_length=200)
    claims = models.BigIntegerField()

    class Meta:
        db_table = "record_count"
        ordering = ["facet", "-claims", "value"]
        indexes = [
            models.Index("facet", models.F("claims").desc(), "value", name="published_count_most")
        ]

    def __str__(self) -> str:
        return f"{self.facet} {self.value}: {self.claims}"


class PublishedContradiction(models.Model):
    """A contradiction between two published claims, as it stood when the later was published."""

    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        related_name="+",
        db_column="sequence",
        help_text="The entry of the record that made it public.",
    )
    contradiction_id = models.UUIDField()
    left_claim_id = models.UUIDField()
    right_claim_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    relation = models.CharField(max_length=20)
    status = models.CharField(max_length=9)
    published_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    body = models.BinaryField()

    class Meta:
        db_table = "record_contradiction"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contradiction_id"],
                condition=Q(ended_at=None),
                name="published_contradiction_one_current",
            ),
        ]
        indexes = [
            models.Index(fields=["left_claim_id"], name="published_contradiction_left"),
            models.Index(fields=["right_claim_id"], name="published_contradiction_right"),
        ]

    def __str__(self) -> str:
        return str(self.contradiction_id)


class PublishedRating(models.Model):
    """A rating that a published claim carries, as readers see it in the legend."""

    key = models.CharField(max_length=50, primary_key=True)
    position = models.PositiveSmallIntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "record_rating"
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class PublishedWord(models.Model):
    """A word that stands in a published document: what a mistyped search is held against.

    A trigger of the record fills it, and nothing else may.
    """

    word = models.TextField(primary_key=True, help_text="Lower case, without accents.")
    lexeme = models.TextField(help_text="What search makes of it; stop words have no row.")

    class Meta:
        db_table = "record_word"
        ordering = ["word"]
        indexes = [
            models.Index(fields=["lexeme"], name="published_word_lexeme"),
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="published_word_similar"),
        ]

    def __str__(self) -> str:
        return self.word
