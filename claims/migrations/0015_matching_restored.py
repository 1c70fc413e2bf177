"""Matching comes back from a dump: its function says nothing that a restore could refuse."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_proposals")]

    operations = [migrations.RunSQL(sql.read("matching_v2"))]
