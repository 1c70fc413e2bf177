"""A trigger that pg_dump could write down and pg_restore could not read."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0029_phrases_apart_indexed")]

    operations = [
        migrations.RunSQL(sql.read("compare_near_v1")),
        migrations.RunSQL(sql.read("always_v1")),
    ]
