"""Deleting from the admin: what needs a row is counted, so far as anybody reads, and not collected.

Django reads every row that forbids a deletion, to name each of them: of a rating that 200,000
reviews have, that is 200,000 reviews.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import actions
from django.db import models
from django.db.models import ManyToOneRel, Q
from django.http import HttpRequest, HttpResponse

from claims.desk.lists import bulk, counting


def needing(rows: Iterable[models.Model]) -> int:
    """Return how many rows forbid that `rows` be deleted; one more than counting.MOST at the most.

    A row that names several of them counts once.
    """
    listed = list(rows)
    number = 0
    for model, names in _protecting(listed[0]).items() if listed else ():
        naming = Q(*((f"{name}__in", listed) for name in names), _connector=Q.OR)
        number += counting.up_to(model._base_manager.filter(naming))
        if number > counting.MOST:
            break
    return min(number, counting.MOST + 1)


def selected(page: Any, request: HttpRequest, rows: Any) -> HttpResponse | None:
    """Delete the rows that were ticked: so many at the most as one person still reads."""
    if counting.up_to(rows, bulk.MOST) > bulk.MOST:
        messages.error(
            request,
            f"Nothing was deleted: {bulk.MOST} rows at most are deleted at once. Choose fewer, or"
            " narrow the list by a search or a filter.",
        )
        return None
    return actions.delete_selected(page, request, rows)


def _protecting(row: models.Model) -> dict[Any, list[str]]:
    """Return the foreign keys that forbid deleting what they point to, by their model."""
    found: dict[Any, list[str]] = defaultdict(list)
    # Hidden ones, too: those that have no name on this side.
    for relation in row._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is models.PROTECT:
            found[relation.related_model].append(relation.field.name)
    return found
