"""The point at issue of a claim that has none: proposed from its words, taken by a person."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from claims import exceptions
from claims.desk import signing
from claims.desk.rivals import queue
from claims.language.statements import points
from claims.models import Claim

FIELDS = ("subject", "property", "value", "unit", "valid_from", "valid_to")


def proposed(claim: Claim) -> points.Point | None:
    """Propose a point for a claim that has none; None where it has one, or nothing was found."""
    if claim.subject or claim.property or claim.value:
        return None
    return points.propose(claim.text) or None


def take(claim: Claim, *, by: User, **said: str) -> Claim:
    """Give a claim its point at issue; `said`: FIELDS, days as YYYY-MM-DD or empty."""
    if not (by.is_active and by.has_perm("claims.change_claim")):
        raise exceptions.NotPermitted
    values = _checked(said)
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        row: Claim = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
        if row.subject or row.property or row.value:
            raise exceptions.WrongState(
                "This claim has a point at issue meanwhile: look at it, and edit the claim."
            )
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        queue.wake()
    return row


def _checked(said: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: said.get(name, "").strip() for name in FIELDS}
    if not (values["subject"] and values["property"] and values["value"]):
        raise exceptions.BadValue("A point at issue needs a subject, a property and a value.")
    for name in ("valid_from", "valid_to"):
        values[name] = _day(values[name])
    for name in FIELDS:
        try:
            field: Any = Claim._meta.get_field(name)
            field.clean(values[name], None)
        except ValidationError as error:
            raise exceptions.BadValue(f"{name}: {' '.join(error.messages)}") from error
    return values


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise exceptions.BadValue(f"“{text}” is no day: write it as 2025-03-14.") from None
