"""Transactions that are signed as one no longer wait for one another."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0031_fewer_indexes"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [migrations.RunSQL(sql.read("history_context_v1"))]
