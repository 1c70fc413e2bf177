"""Which claims were made in some days, by an index."""

from django.db import migrations, models

from claims.upgrades.operations import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0022_finding")]

    operations = [
        AddIndexConcurrently(
            model_name="publishedsearch",
            index=models.Index(fields=["claim_date", "sequence"], name="published_search_claimed"),
        ),
    ]
