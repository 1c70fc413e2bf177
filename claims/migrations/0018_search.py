"""Search, filters and facets among a million claims: a narrow table of their own, and counts."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from claims import sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0017_loading"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "facet",
                        "value",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("facet", models.CharField(max_length=9)),
                ("value", models.CharField(max_length=200)),
                ("claims", models.BigIntegerField()),
            ],
            options={
                "db_table": "record_count",
                "ordering": ["facet", "-claims", "value"],
                "indexes": [
                    models.Index(
                        models.F("facet"),
                        models.OrderBy(models.F("claims"), descending=True),
                        models.F("value"),
                        name="published_count_most",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedSearch",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("search", django.contrib.postgres.search.SearchVectorField()),
                ("rating", models.CharField(max_length=50)),
                ("claimant", models.CharField(max_length=100)),
                (
                    "publishers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), size=None
                    ),
                ),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), size=None
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("claim_date", models.DateField(null=True)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
            ],
            options={
                "db_table": "record_search",
                "ordering": ["-sequence"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="published_search"
                    )
                ],
            },
        ),
        migrations.RunSQL(sql.read("search_v2")),
        migrations.RunSQL(sql.read("finding_v1")),
        migrations.RunSQL(sql.read("facets_v1")),
    ]
