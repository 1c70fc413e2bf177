"""Matching among a million claims: vectors out of line, and candidates that read less."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0015_rivals_at_scale"),
    ]

    operations = [
        migrations.RunSQL(sql.read("matching_v2")),
    ]
