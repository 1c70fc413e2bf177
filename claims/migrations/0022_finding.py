"""Finding by dates among a million claims; exact counts where few claims have the dates."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0021_desk_at_a_million")]

    operations = [
        migrations.RunSQL(sql.read("finding_v2")),
        migrations.RunSQL(sql.read("facets_v2")),
    ]
