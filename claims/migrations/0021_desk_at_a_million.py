"""Reviews by state, by claim and by who waits for their next step, from an index alone."""

from django.db import migrations, models
from django.db.models import Q

from claims.upgrades.operations import AddIndexConcurrently, RemoveIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0020_a_million_at_the_desk")]

    operations = [
        AddIndexConcurrently(
            model_name="review",
            index=models.Index(
                fields=["state", "moved_at", "id"], include=["author"], name="review_in_state"
            ),
        ),
        AddIndexConcurrently(
            model_name="review",
            index=models.Index(
                fields=["moved_at", "id"],
                condition=Q(
                    state__in=("new", "in_review", "submitted", "returned", "approved"),
                    author__isnull=False,
                ),
                name="review_taken",
            ),
        ),
        AddIndexConcurrently(
            model_name="review",
            index=models.Index(
                fields=["claim", "version"], include=["state", "id"], name="review_of"
            ),
        ),
        RemoveIndexConcurrently(model_name="review", name="review_by_state"),
    ]
