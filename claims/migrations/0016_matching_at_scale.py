"""Matching among a million claims: vectors out of line, and candidates that read less."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_proposals"),
    ]

    operations = [
        migrations.RunSQL(sql.read("matching_v2")),
    ]
