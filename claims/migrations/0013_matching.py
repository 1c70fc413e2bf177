"""What matching looks up: stems, vectors, and how common each stem is."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgvector.django.halfvec
import pgvector.django.indexes
from django.db import migrations, models

from claims import sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_rules_without_gaps"),
    ]

    operations = [
        pgvector.django.VectorExtension(),
        migrations.CreateModel(
            name="ClaimStem",
            fields=[
                ("stem", models.TextField(primary_key=True, serialize=False)),
                ("claims", models.BigIntegerField()),
                ("places", models.BigIntegerField()),
            ],
            options={
                "db_table": "claims_stem",
            },
        ),
        migrations.CreateModel(
            name="PublishedStem",
            fields=[
                ("stem", models.TextField(primary_key=True, serialize=False)),
                ("claims", models.BigIntegerField()),
                ("places", models.BigIntegerField()),
            ],
            options={
                "db_table": "record_stem",
            },
        ),
        migrations.CreateModel(
            name="ClaimMatch",
            fields=[
                (
                    "stems",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], size=None
                    ),
                ),
                ("vector", pgvector.django.halfvec.HalfVectorField(dimensions=384, null=True)),
                ("asked", models.PositiveIntegerField(db_default=1)),
                ("filled", models.PositiveIntegerField(db_default=0)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="match",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "db_table": "claims_match",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["stems"], name="claim_match_stems"
                    ),
                    pgvector.django.indexes.HnswIndex(
                        fields=["vector"], name="claim_match_near", opclasses=["halfvec_cosine_ops"]
                    ),
                    models.Index(
                        condition=models.Q(("filled__lt", models.F("asked"))),
                        fields=["claim"],
                        name="claim_match_asked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedMatch",
            fields=[
                (
                    "stems",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], size=None
                    ),
                ),
                ("vector", pgvector.django.halfvec.HalfVectorField(dimensions=384, null=True)),
                ("asked", models.PositiveIntegerField(db_default=1)),
                ("filled", models.PositiveIntegerField(db_default=0)),
                ("claim_id", models.UUIDField(primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "record_match",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["stems"], name="published_match_stems"
                    ),
                    pgvector.django.indexes.HnswIndex(
                        fields=["vector"],
                        name="published_match_near",
                        opclasses=["halfvec_cosine_ops"],
                    ),
                    models.Index(
                        condition=models.Q(("filled__lt", models.F("asked"))),
                        fields=["claim_id"],
                        name="published_match_asked",
                    ),
                ],
            },
        ),
        migrations.RunSQL(sql.read("matching_v1")),
    ]
