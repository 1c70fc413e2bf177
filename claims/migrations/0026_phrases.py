"""Which words stand beside one another in a claim, by an index: phrases that hardly one has."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from claims.upgrades.operations import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0025_finding_with_less")]

    operations = [
        AddIndexConcurrently(
            model_name="publishedsearch",
            index=GinIndex(
                models.Func("search", function="record_pairs_v1"),
                name="published_search_pairs",
                fastupdate=False,
            ),
        ),
    ]
