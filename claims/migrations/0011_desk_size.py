"""For a desk of any size: the queue in its order; indexes for lists, filters and searches."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import claims.models.keys
from claims import sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_rereview_in_turn"),
    ]

    operations = [
        migrations.CreateModel(
            name="QueuePlace",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="place",
                        serialize=False,
                        to="claims.review",
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField()),
                ("moved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["priority", "moved_at", "review"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper(
                        claims.models.keys.Haystack("key", "headline", "author", "url")
                    ),
                    name="gin_trgm_ops",
                ),
                name="article_searched",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=django.contrib.postgres.indexes.GinIndex(fields=["topics"], name="claim_topics"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["priority", "-id"], name="claim_by_priority"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper(
                        claims.models.keys.Haystack("text", "external_id", "subject", "value")
                    ),
                    name="gin_trgm_ops",
                ),
                name="claim_searched",
            ),
        ),
        migrations.AddIndex(
            model_name="claimant",
            index=models.Index(fields=["name", "-id"], name="claimant_in_order"),
        ),
        migrations.AddIndex(
            model_name="claimant",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper(
                        claims.models.keys.Haystack("name", "key")
                    ),
                    name="gin_trgm_ops",
                ),
                name="claimant_searched",
            ),
        ),
        migrations.AddIndex(
            model_name="contradiction",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper(
                        claims.models.keys.Haystack("left_value", "right_value", "note")
                    ),
                    name="gin_trgm_ops",
                ),
                name="contradiction_searched",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["-moved_at", "-id"], name="review_newest"),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(fields=["title", "-id"], name="source_in_order"),
        ),
        migrations.AddIndex(
            model_name="source",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper(
                        claims.models.keys.Haystack("title", "url", "origin_group")
                    ),
                    name="gin_trgm_ops",
                ),
                name="source_searched",
            ),
        ),
        migrations.AddIndex(
            model_name="queueplace",
            index=models.Index(fields=["priority", "moved_at", "review"], name="queue_in_order"),
        ),
        migrations.RunSQL(sql.read("queue_v1")),
    ]
