"""Searching a list: each word anywhere in its columns, by one index for all columns of a table.

Django asks each column for itself, and the columns of related tables through joins: no index serves
that, so every row would be read. Here the columns of one table are one text (`keys.searched`), and
what is found in a related table comes first, as a list of keys.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.db.models.lookups import IContains
from django.utils.text import smart_split, unescape_string_literal

from claims.models import keys

MANY = 2000
"""More rows than this are not listed: what is found is common, and a page of it soon full."""
RELATED = 20_000
"""More keys of another table than this are not listed: each row looks if its own has the word."""
WORDS = 10
"""Words beyond the tenth are not looked for: each costs a query or two."""

CLAIM = ("text", "external_id", "subject", "value")
SOURCE = ("title", "url", "origin_group")
"""As their indexes have them (claims/models)."""

Groups = dict[str, list[str]]


class OneOf(Func):
    """Whether a column has one of these numbers: an array, as `__in` writes thousands one by one.

    Of the column's own type: of another one PostgreSQL would go through all of them for each row.
    """

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, listed: list[Any]) -> None:
        super().__init__(F(column), Value(listed, output_field=ArrayField(BigIntegerField())))


def of(relation: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Return `columns` as they are reached by `relation`."""
    return tuple(f"{relation}__{column}" for column in columns)


def find(rows: QuerySet[Any], term: str, fields: Iterable[str]) -> tuple[QuerySet[Any], bool]:
    """Return those of `rows` that have each word of `term` in one of `fields`; and if many have.

    What few rows have is looked for once, and the list then goes by their keys. Where these are
    more than MANY, the list shows the first of them, and nobody counts the others.
    """
    if not _words(term):
        return rows, False
    found = having(rows, term, fields)
    listed = list(found.order_by().values_list("pk", flat=True)[: MANY + 1])
    if len(listed) > MANY:
        return found, True
    return _among(rows, listed), False


def _among(rows: QuerySet[Any], listed: list[Any]) -> QuerySet[Any]:
    return rows.filter(OneOf("pk", listed)) if listed else rows.none()


def having(rows: QuerySet[Any], term: str, fields: Iterable[str]) -> QuerySet[Any]:
    groups = _grouped(fields)
    words = _words(term)
    if words and len(groups) == 1 and "" not in groups:
        # All words in one row of one other table: PostgreSQL chooses from which side it goes.
        ((relation, columns),) = _relations(rows.model, groups)
        return rows.filter(**{f"{relation.name}__in": _having(relation, words, columns)})
    if own := groups.get(""):
        rows = rows.alias(haystack=_haystack(rows.model, own))
    for word in words:
        rows = rows.filter(_anywhere(rows.model, word, groups))
    return rows


Keys = dict[tuple[Any, ...], list[Any] | None]
"""What was found of one word already: both sides of a contradiction are claims."""


def _grouped(fields: Iterable[str]) -> Groups:
    """Return the columns by the relation that they are reached by; the table's own under ""."""
    groups: Groups = defaultdict(list)
    for field in fields:
        relation, _, column = field.rpartition("__")
        groups[relation].append(column)
    return groups


def _words(term: str) -> list[str]:
    found = []
    for bit in list(smart_split(term))[:WORDS]:
        quoted = bit.startswith(('"', "'")) and bit[0] == bit[-1]
        found.append(unescape_string_literal(bit) if quoted and len(bit) > 1 else bit)
    return found


def _anywhere(model: type[Model], word: str, groups: Groups) -> Q:
    condition = Q(haystack__icontains=word) if "" in groups else Q()
    known: Keys = {}
    for relation, columns in _relations(model, groups):
        condition |= _related(relation, word, columns, known)
    return condition


def _relations(model: type[Model], groups: Groups) -> Iterator[tuple[Any, list[str]]]:
    for relation, columns in groups.items():
        if relation:
            yield model._meta.get_field(relation), columns


def _having(relation: Any, words: list[str], columns: list[str]) -> QuerySet[Any]:
    rows: QuerySet[Any] = relation.related_model._default_manager.order_by()
    rows = rows.alias(haystack=_haystack(relation.related_model, columns))
    for word in words:
        rows = rows.filter(haystack__icontains=word)
    return rows


def _related(relation: Any, word: str, columns: list[str], known: Keys) -> Q:
    """Say that a row belongs to one that was found: by the keys, which an index can look up.

    Where these are many the word is common, and each row looks at its own: a page is soon full.
    """
    found = _having(relation, [word], columns)
    key, name = (relation.field.attname, "pk") if relation.one_to_many else ("pk", relation.name)
    asked = (relation.related_model, key, *columns)
    if asked not in known:
        known[asked] = _listed(found, key)
    listed = known[asked]
    if listed is not None:
        return Q(OneOf(name, listed)) if listed else Q(pk__in=[])
    if relation.one_to_many:
        return Q(Exists(found.filter(**{key: OuterRef("pk")})))
    # A value, not a join or EXISTS: of these PostgreSQL may think that all rows are best read.
    own = relation.related_model._default_manager.order_by().filter(pk=OuterRef(relation.attname))
    has = IContains(_haystack(relation.related_model, columns), word)
    return Q(Subquery(own.values_list(has), output_field=BooleanField()))


def _listed(found: QuerySet[Any], key: str) -> list[Any] | None:
    """Return the keys; None where they are more than RELATED, or PostgreSQL thinks so."""
    (estimate,) = json.loads(found.explain(format="json"))
    if estimate["Plan"]["Plan Rows"] > RELATED:
        return None
    listed = list(found.values_list(key, flat=True)[: RELATED + 1])
    return listed if len(listed) <= RELATED else None


def _haystack(model: Any, columns: list[str]) -> keys.Haystack:
    return keys.Haystack(*(_text(model, column) for column in columns))


def _text(model: Any, column: str) -> F | Cast:
    is_text = isinstance(model._meta.get_field(column), (CharField, TextField))
    return F(column) if is_text else Cast(column, TextField())
