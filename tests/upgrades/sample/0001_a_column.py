from django.db import migrations


class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TABLE sample_first (id int)", "DROP TABLE sample_first"),
        migrations.RunSQL(
            "ALTER TABLE claims_claim ADD COLUMN sample text",
            "ALTER TABLE claims_claim DROP COLUMN sample",
        ),
    ]
