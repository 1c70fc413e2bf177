"""Phrases with stop words in them, and beside OR or absent words, are looked up by pairs of words.

The next migration builds the index.
"""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0027_documents_as_read")]

    operations = [
        migrations.RunSQL(sql.read("phrases_v2")),
        migrations.RunSQL(sql.read("finding_v4")),
        migrations.RunSQL(sql.read("facets_v4")),
    ]
