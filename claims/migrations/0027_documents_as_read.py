"""Documents of the record stored as they are read, as the bodies beside them are since 0024.

Taking them out of compression was a seventh of what PostgreSQL did to verify them, and more of a
dump. Two rows fit a block at least: a longer document is compressed as before. What stands in the
record already stays as it is.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0026_phrases")]

    operations = [
        migrations.RunSQL("ALTER TABLE record_publication SET (toast_tuple_target = 4080)"),
    ]
