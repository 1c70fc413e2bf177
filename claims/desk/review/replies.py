"""Right of reply: whom the desk asked about a claim, and what came back.

The log belongs to the claim, so that an answer which comes late is there for a correction. What of
it is `public` is approved and published with the review (claims.record.documents).
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from claims import exceptions
from claims.desk import signing
from claims.models import Claim, ReplyRequest

FIELDS = ("channel", "to", "contacted_at", "asked", "answer", "answered_at", "public")


def log(claim: Claim, *, by: User, **fields: Any) -> ReplyRequest:
    """Write down an attempt to hear the claimant, or why there was none. `fields`: FIELDS."""
    _require(by, "add_replyrequest", fields)
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        return ReplyRequest.objects.create(claim=claim, written_by=by, **fields)


def change(row: ReplyRequest, *, by: User, **fields: Any) -> ReplyRequest:
    """Add an answer, or mend what was written; history keeps what stood there."""
    _require(by, "change_replyrequest", fields)
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        locked = ReplyRequest.objects.select_for_update().get(pk=row.pk)
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.written_by = by
        locked.save(update_fields=[*fields, "written_by"])
    return locked


def _require(by: User, codename: str, fields: dict[str, Any]) -> None:
    if not (by.is_active and by.has_perm(f"claims.{codename}")):
        raise exceptions.NotPermitted
    if unknown := set(fields) - set(FIELDS):
        raise exceptions.BadValue(f"A contact has no {sorted(unknown)}.")
