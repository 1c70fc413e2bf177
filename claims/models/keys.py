"""Natural keys: how fixtures name a row without knowing its number."""

from typing import Any, TypeVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

M = TypeVar("M", bound=models.Model)


class NaturalKeyManager(models.Manager[M]):
    """A manager that finds a row by the columns that identify it to people."""

    def __init__(self, *natural_fields: str) -> None:
        super().__init__()
        self.natural_fields = natural_fields

    def get_by_natural_key(self, *values: Any) -> M:
        return self.get(**dict(zip(self._lookups(), values, strict=True)))

    def _lookups(self) -> list[str]:
        return [self._lookup(name) for name in self.natural_fields]

    def _lookup(self, name: str) -> str:
        """`claim` → `claim__external_id`: a key that is itself a row is named by its own key."""
        related = self.model._meta.get_field(name).related_model
        manager = getattr(related, "_default_manager", None)
        return f"{name}__{manager.natural_fields[0]}" if manager else name


class AddressKey(models.Func):
    """What two addresses of one document have in common (claims/sql/addresses_v1.sql)."""

    function = "address_key_v1"
    arity = 1
    output_field = models.TextField()


class Haystack(models.Func):
    """The texts of several columns in one: what a search in a list looks through."""

    template, arg_joiner = "(%(expressions)s)", " || ' ' || "
    output_field = models.TextField()


def searched(*columns: str, name: str) -> GinIndex:
    """Return the index that finds a piece of a word in any of these columns.

    It serves `haystack__icontains` alone, with the same columns in the same order.
    """
    return GinIndex(OpClass(Upper(Haystack(*columns)), name="gin_trgm_ops"), name=name)


class Loadable(models.Model):
    """A model whose fixture changes only the columns that the fixture names.

    Django's deserializer fills the columns that a fixture leaves out with their defaults, and
    saves the whole row: loading a fixture again would undo what the desk has decided since. The
    project's `loaddata` saves `named_fields` alone when the row exists.
    """

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.named_fields = frozenset(named)

    def is_stored(self, using: str) -> bool:
        """Whether the row of this key is in the database already."""
        return (
            self.pk is not None
            and type(self)._base_manager.using(using).filter(pk=self.pk).exists()
        )
