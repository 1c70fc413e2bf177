"""What the database forbids: the record's chain, two people, fixed content, TRUNCATE."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        UnaccentExtension(),
        migrations.RunSQL(sql.read("search_v1")),
        migrations.RunSQL(sql.read("refuse_v1")),
        migrations.RunSQL(sql.read("record_chain_v1")),
        migrations.RunSQL(sql.read("review_guards_v1")),
        migrations.RunSQL(sql.read("history_v1")),
        migrations.RunSQL(sql.read("record_role_v1")),
    ]
