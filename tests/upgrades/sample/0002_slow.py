from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messages", "0001_a_column")]
    operations = [migrations.RunSQL("SELECT pg_sleep(1)", migrations.RunSQL.noop)]
