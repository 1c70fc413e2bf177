"""What matching looks up: each claim's stems and its vector, and how common each stem is.

Two rooms, the same tables: those of the record hold published claims and are read by the public
side; those of the desk hold all claims. Triggers note what is to be done and keep the counts
(claims/sql/matching_v1.sql); a job does it (claims.record.filling). None of it has a history: it
is made from the claims, and can be made again.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from pgvector.django import HalfVectorField, HnswIndex

from claims.models.intake import Claim

SIZE = 384
"""Of a vector; claims.language.embeddings makes them."""


class Match(models.Model):
    """A claim as matching sees it: a change raises `asked`, and the job sets `filled` to that."""

    stems = ArrayField(models.TextField(), db_default=[])
    vector = HalfVectorField(dimensions=SIZE, null=True)
    asked = models.PositiveIntegerField(db_default=1)
    filled = models.PositiveIntegerField(db_default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class StemCount(models.Model):
    """In how many claims a stem stands, and how often. The empty stem stands for all of them."""

    stem = models.TextField(primary_key=True)
    claims = models.BigIntegerField()
    places = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.stem


class PublishedMatch(Match):
    """A published claim; a retracted one until the job takes it out."""

    claim_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "record_match"
        indexes = [
            GinIndex(fields=["stems"], name="published_match_stems", fastupdate=False),
            HnswIndex(
                fields=["vector"], name="published_match_near", opclasses=["halfvec_cosine_ops"]
            ),
            models.Index(
                fields=["claim_id"],
                name="published_match_asked",
                condition=Q(filled__lt=F("asked")),
            ),
        ]


class PublishedStem(StemCount):
    """A stem of published claims."""

    class Meta:
        db_table = "record_stem"


class ClaimMatch(Match):
    """A claim of the desk."""

    claim = models.OneToOneField(
        Claim, on_delete=models.CASCADE, primary_key=True, related_name="match"
    )

    class Meta:
        db_table = "claims_match"
        indexes = [
            GinIndex(fields=["stems"], name="claim_match_stems", fastupdate=False),
            HnswIndex(fields=["vector"], name="claim_match_near", opclasses=["halfvec_cosine_ops"]),
            models.Index(
                fields=["claim"], name="claim_match_asked", condition=Q(filled__lt=F("asked"))
            ),
        ]


class ClaimStem(StemCount):
    """A stem of the desk's claims."""

    class Meta:
        db_table = "claims_stem"
