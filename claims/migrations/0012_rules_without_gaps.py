"""Re-reviews put back once, opinions blind across versions, rules that no session switches off."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_desk_size")]

    operations = [
        migrations.RunSQL(sql.read("rereview_v3")),
        migrations.RunSQL(sql.read("opinions_v2")),
        migrations.RunSQL(sql.read("comments_v2")),
        migrations.RunSQL(sql.read("always_v1")),
    ]
