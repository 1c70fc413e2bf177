"""What stands published enters the table of search, while people publish: triggers add theirs."""

from django.db import migrations

from claims import sql
from claims.upgrades.operations import FillInBatches

MISSING = """
    ended_at IS NULL AND kind <> 'retraction'
    AND NOT EXISTS (SELECT FROM record_search AS made WHERE made.sequence = record_claim.sequence)
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0018_search")]

    operations = [
        FillInBatches(
            "record_claim", missing=MISSING, fill=sql.read("search_filled"), key="sequence"
        ),
    ]
