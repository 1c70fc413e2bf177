"""Searching a list: each word anywhere in its columns, by one index for all columns of a table.

Django asks each column for itself, and the columns of related tables through joins: no index serves
that, so every row would be read. Here the columns of one table are one text (`keys.searched`), and
what is found in a related table comes first, as a list of keys.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import smart_split, unescape_string_literal

from claims.models import keys

MANY = 1000
"""More keys than this are not listed but left to PostgreSQL: then the word is a common one."""
WORDS = 10
"""Words beyond the tenth are not looked for: each costs a query or two."""

CLAIM = ("text", "external_id", "subject", "value")
SOURCE = ("title", "url", "origin_group")
"""As their indexes have them (claims/models)."""

Groups = dict[str, list[str]]


def of(relation: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Return `columns` as they are reached by `relation`."""
    return tuple(f"{relation}__{column}" for column in columns)


def find(rows: QuerySet[Any], term: str, fields: Iterable[str]) -> QuerySet[Any]:
    """Return those of `rows` that have each word of `term` in one of `fields`."""
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
    for relation, columns in _relations(model, groups):
        condition |= _related(relation, _having(relation, [word], columns))
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


def _related(relation: Any, found: QuerySet[Any]) -> Q:
    """Say that a row belongs to one that was found: by the keys, which an index can look up.

    Where these are many the word is common, and each row asks for its own: a page is soon full.
    """
    of_many = relation.one_to_many
    key, name = (relation.field.attname, "pk") if of_many else ("pk", relation.name)
    listed = list(found.values_list(key, flat=True)[: MANY + 1])
    if len(listed) <= MANY:
        return Q(**{f"{name}__in": listed})
    return Q(Exists(found.filter(**{key: OuterRef("pk" if of_many else relation.attname)})))


def _haystack(model: Any, columns: list[str]) -> keys.Haystack:
    return keys.Haystack(*(_text(model, column) for column in columns))


def _text(model: Any, column: str) -> F | Cast:
    is_text = isinstance(model._meta.get_field(column), (CharField, TextField))
    return F(column) if is_text else Cast(column, TextField())
