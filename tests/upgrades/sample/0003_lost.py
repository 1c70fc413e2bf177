from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messages", "0002_slow")]
    operations = [
        # As when the server stops. It sleeps so that the signal surely comes before the answer.
        migrations.RunSQL(
            "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)", migrations.RunSQL.noop
        )
    ]
