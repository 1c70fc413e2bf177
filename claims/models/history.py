"""History: every change of a desk table, written by row triggers into a typed table beside it.

Each event row holds the columns as they stand after the change (before it, for a deletion), the
acting user or command (`pgh_context`) and the database role, so a change made behind the
application's back is seen as well.
"""

from collections.abc import Iterator
from typing import Any

import pghistory
import pghistory.models
import pgtrigger
from django.db import models

from claims.models import (
    comments,
    contradictions,
    desk,
    external,
    intake,
    opinions,
    proposals,
    replies,
    rereviews,
    sources,
    webhooks,
)


class SessionUser(models.Func):
    """The role that is logged in: PostgreSQL's session_user."""

    template = "session_user"
    output_field = models.TextField()
    arity = 0


class HistoryEvent(pghistory.models.Event):
    """What every history row has besides the columns of its table."""

    pgh_id = models.BigAutoField(primary_key=True)
    db_role = models.TextField(db_default=SessionUser(), editable=False)

    class Meta:
        abstract = True


TRACKED: list[type[models.Model]] = [
    intake.Publisher,
    intake.Article,
    intake.Claimant,
    intake.ClaimantAlias,
    intake.Claim,
    intake.Appearance,
    desk.Rating,
    sources.Source,
    desk.Review,
    desk.Evidence,
    desk.Assessment,
    opinions.OpinionRule,
    opinions.OpinionRequest,
    opinions.OpinionDecision,
    contradictions.Contradiction,
    comments.ReviewComment,
    contradictions.DecisionEvidence,
    proposals.Repetition,
    external.ForeignRating,
    external.ExternalReview,
    replies.ReplyRequest,
    rereviews.Rereview,
    webhooks.WebhookEndpoint,
    webhooks.WebhookDelivery,
]
ONLY: dict[type[models.Model], list[str]] = {
    webhooks.WebhookEndpoint: [
        "id",
        "url",
        "description",
        "active",
        "off_because",
        "since",
        "secret_made_at",
        "created_by",
        "created_at",
    ],
    webhooks.WebhookDelivery: ["id", "state", "asked_by"],
}
"""Where history keeps some columns alone: the rest changes at every try."""
ASKED_BY: dict[type[models.Model], str] = {
    intake.ClaimantAlias: "claimant",
    intake.Appearance: "claim",
    desk.Evidence: "review",
    replies.ReplyRequest: "claim",
}
"""Whose history is asked for by what the rows belong to; all others' by their own id."""
LOADED = {
    intake.Claimant,
    intake.Claim,
    intake.Appearance,
    desk.Review,
    external.ExternalReview,
}
"""What comes in by the thousand: one statement writes the history of all its new rows."""


def _track(model: type[models.Model]) -> type[models.Model]:
    create: Any = pghistory.create_event_model
    event: type[models.Model] = create(
        model,
        pghistory.InsertEvent(level=pgtrigger.Statement if model in LOADED else pgtrigger.Row),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        fields=ONLY.get(model),
        base_model=HistoryEvent,
        model_name=f"{model.__name__}Event",
        obj_field=None,
        append_only=True,
        abstract=False,
        meta={
            "db_table": f"history_{model._meta.model_name}",
            "indexes": list(_indexes(model)),
        },
    )
    return event


def _indexes(model: type[models.Model]) -> Iterator[models.Index]:
    for field in filter(None, ("id", ASKED_BY.get(model))):
        yield models.Index(fields=[field], name=f"history_{model._meta.model_name}_{field}")


EVENTS = {model: _track(model) for model in TRACKED}
"""The history table (its model) of each desk table (its model)."""
