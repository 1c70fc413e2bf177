"""Which words stand two or three places apart in a claim, by an index: phrases with stop words."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from claims.upgrades.operations import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0028_phrases_apart")]

    operations = [
        AddIndexConcurrently(
            model_name="publishedsearch",
            index=GinIndex(
                models.Func("search", function="record_gaps_v1"),
                name="published_search_gaps",
                fastupdate=False,
            ),
        ),
    ]
