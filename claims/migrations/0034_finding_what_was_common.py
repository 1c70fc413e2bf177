"""Fewer rows are looked at for words that were common once, for rare ones, and for a day."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0033_history_signed_or_not")]

    operations = [migrations.RunSQL(sql.read("finding_v5"))]
