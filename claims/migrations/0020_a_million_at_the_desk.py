"""Lists in their orders, by an index: however many rows there are."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models import F, OrderBy, Q
from django.db.models.functions import Upper

from claims.upgrades.operations import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0019_search_filled")]

    operations = [
        AddIndexConcurrently(
            model_name="contradiction",
            index=models.Index(
                fields=["created_at", "id"],
                condition=Q(status__in=["suggested", "confirmed"]),
                name="contradiction_waiting",
            ),
        ),
        AddIndexConcurrently(
            model_name="contradiction",
            index=models.Index(
                OrderBy(F("score"), descending=True, nulls_last=True),
                OrderBy(F("id"), descending=True),
                condition=Q(status__in=["suggested", "confirmed"]),
                name="contradiction_surest",
            ),
        ),
        AddIndexConcurrently(
            model_name="rereview",
            index=models.Index(fields=["since", "id"], name="rereview_in_order"),
        ),
        AddIndexConcurrently(
            model_name="replyrequest",
            index=models.Index(fields=["contacted_at", "id"], name="reply_in_order"),
        ),
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(fields=["date_published", "id"], name="article_by_date"),
        ),
        AddIndexConcurrently(
            model_name="publication",
            index=GinIndex(
                OpClass(Upper("note"), name="gin_trgm_ops"),
                condition=~Q(note=""),
                name="publication_note_searched",
            ),
        ),
        AddIndexConcurrently(
            model_name="claim",
            index=models.Index(fields=["-priority", "-id"], name="claim_by_priority_last"),
        ),
    ]
