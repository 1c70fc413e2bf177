"""What rivals of a claim are found by, at size: sketches, vectors, changed spellings."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from claims import sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_proposals"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimSketch",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                (
                    "stems",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="Those of its sentence, each once.",
                        size=None,
                    ),
                ),
                (
                    "point",
                    models.CharField(
                        help_text="The key of its point at issue, or empty.", max_length=64
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SpellingChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="comparison",
            name="indexed",
            field=models.BooleanField(
                db_default=False,
                help_text="Others can find it: now it can be compared.",
            ),
        ),
        migrations.RunSQL(sql.read("rivals_v1")),
        migrations.RunSQL(sql.read("always_v1")),
    ]
