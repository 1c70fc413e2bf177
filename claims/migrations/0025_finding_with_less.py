"""Finding reads fewer claims: nearest ones first, then as many as hold the rest."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0024_reading")]

    operations = [migrations.RunSQL(sql.read("finding_v3"))]
