"""A signature that cannot be read keeps nothing from being written, as it was before 0032."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0032_history_unlocked")]

    operations = [migrations.RunSQL(sql.read("history_context_v2"))]
