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
from django.db.models import Exists, ManyToOneRel, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.desk.lists import bulk, counting


def needing(rows: Iterable[models.Model]) -> dict[str, int]:
    """Return how many rows of which kind forbid that `rows` be deleted.

    Of each kind, one more than counting.MOST at the most. A row that names several of them counts
    once.
    """
    listed = list(rows)
    found = {}
    for model, names in _protecting(type(listed[0])).items() if listed else ():
        naming = Q(*((f"{name}__in", listed) for name in names), _connector=Q.OR)
        if number := counting.up_to(model._base_manager.filter(naming)):
            found[str(model._meta.verbose_name_plural)] = number
    return found


def needed(rows: QuerySet[Any]) -> list[Any]:
    """Return those of `rows` that others forbid to delete."""
    naming = (
        Exists(model._base_manager.filter(**{name: OuterRef("pk")}))
        for model, names in _protecting(rows.model).items()
        for name in names
    )
    return list(rows.filter(Q(*naming, _connector=Q.OR)))


def selected(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
    """Delete the rows that were ticked: so many at the most as one person still reads."""
    if counting.up_to(rows, bulk.MOST) > bulk.MOST:
        messages.error(
            request,
            f"Nothing was deleted: {bulk.MOST} rows at most are deleted at once. Choose fewer, or"
            " narrow the list by a search or a filter.",
        )
        return None
    answer = actions.delete_selected(page, request, rows)
    context = answer.context_data if isinstance(answer, TemplateResponse) else None
    if context and context["protected"]:
        context["needed"] = needed(rows)
    return answer


def _protecting(model: type[models.Model]) -> dict[Any, list[str]]:
    """Return the foreign keys that forbid deleting rows of `model`, by the model that has them."""
    found: dict[Any, list[str]] = defaultdict(list)
    # Hidden ones, too: those that have no name on this side.
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is models.PROTECT:
            found[relation.related_model].append(relation.field.name)
    return found
