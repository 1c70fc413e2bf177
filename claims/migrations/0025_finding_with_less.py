"""Finding reads fewer claims: nearest ones first, then as many as hold the rest.

Phrases are looked up by an index that the next migration builds.
"""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0024_reading")]

    operations = [
        migrations.RunSQL(sql.read("phrases_v1")),
        migrations.RunSQL(sql.read("finding_v3")),
        migrations.RunSQL(sql.read("facets_v3")),
    ]
