"""What is marked or changed while a claim is being published puts it into the queue too."""

from django.db import migrations

from claims import sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_second_opinions")]

    operations = [migrations.RunSQL(sql.read("rereview_v2"))]
