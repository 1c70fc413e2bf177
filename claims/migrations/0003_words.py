"""The words of the record, so that a search forgives typos."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import CreateExtension, TrigramExtension
from django.db import migrations, models

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_guards")]

    operations = [
        TrigramExtension(),
        CreateExtension("fuzzystrmatch"),
        migrations.CreateModel(
            name="PublishedWord",
            fields=[
                (
                    "word",
                    models.TextField(
                        help_text="Lower case, without accents.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "lexeme",
                    models.TextField(help_text="What search makes of it; stop words have no row."),
                ),
            ],
            options={
                "db_table": "record_word",
                "ordering": ["word"],
                "indexes": [
                    models.Index(fields=["lexeme"], name="published_word_lexeme"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"],
                        name="published_word_similar",
                        opclasses=["gin_trgm_ops"],
                    ),
                ],
            },
        ),
        migrations.RunSQL(sql.read("words_v1")),
    ]
