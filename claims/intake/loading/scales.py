"""What ratings of other publishers mean here, from a table (COLUMNS).

Which of ours one of theirs stands for is for the desk to decide. Triggers give the reviews that
are there already their new meaning (claims/sql/loading_v1.sql).
"""

import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from claims import exceptions
from claims.intake import tables
from claims.models import ForeignRating, Rating

NUMBER = re.compile(r"-?\d{1,8}(\.\d{1,4})?")
COLUMNS = ("scale", "text", "value", "best", "worst", "rating")


def load(path: str, *, dry_run: bool) -> int:
    """Write the table's rows, all or none; return how many were new or changed."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise exceptions.BadValue(f"{path} cannot be read: {error.strerror}.") from error
    lines = tables.read(Path(path).name, content)
    with exceptions.from_constraints(), transaction.atomic():
        changes = sum(_written(path, line) for line in lines)
        transaction.set_rollback(dry_run)
    return changes


def _written(path: str, line: tables.Line) -> bool:
    unknown = set(line.cells) - set(COLUMNS)
    if unknown:
        raise exceptions.BadValue(f"{path}: {sorted(unknown)} is no column: use {COLUMNS}.")
    cells = {name: line.cells.get(name, "") for name in COLUMNS}
    rating = Rating.objects.filter(key=cells["rating"]).first()
    if rating is None:
        keys = ", ".join(Rating.objects.values_list("key", flat=True))
        raise exceptions.BadValue(
            f"{path}, line {line.number}: {cells['rating']!r} is no rating here: use {keys}."
        )
    said: dict[str, Any] = {name: cells[name] or None for name in ("value", "best", "worst")}
    said |= {"scale": cells["scale"].lower(), "text": cells["text"], "rating": rating}
    row = _stored(said) or ForeignRating()
    before = {name: getattr(row, name) for name in FIELDS} if row.pk else {}
    for name, value in said.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise exceptions.BadValue(
            f"{path}, line {line.number}: {' '.join(error.messages)}"
        ) from error
    if before == {name: getattr(row, name) for name in FIELDS}:
        return False
    row.save()
    return True


FIELDS = ("text", "rating_id", "value", "best", "worst")


def _stored(said: dict[str, Any]) -> ForeignRating | None:
    """Return the row of the same scale and the same text, else the same number."""
    known = ForeignRating.objects.filter(scale=said["scale"])
    if said["text"]:
        return known.filter(text__iexact=said["text"]).first()
    number = said["value"] or ""
    return known.filter(value=number).first() if NUMBER.fullmatch(number) else None
