"""Reading with less work: a page with its marks by one query, and bodies stored as they are read.

PostgreSQL compresses what makes a row longer than 2 kB, or puts it into another table, and takes it
out again for each reader. What stood before stays as it is until it is written anew.
"""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0023_finding_by_date")]

    operations = [
        migrations.RunSQL(sql.read("page_v2")),
        migrations.RunSQL("ALTER TABLE record_claim SET (toast_tuple_target = 8160)"),
    ]
