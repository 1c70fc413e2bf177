"""Natural keys: how fixtures name a row without knowing its number."""

from typing import Any

from django.db import models


class NaturalKeyManager(models.Manager[Any]):
    """A manager that finds a row by the columns that identify it to people."""

    natural_fields: tuple[str, ...] = ()

    def get_by_natural_key(self, *values: Any) -> Any:
        return self.get(**dict(zip(self._lookups(), values, strict=True)))

    def _lookups(self) -> list[str]:
        return [self._lookup(name) for name in self.natural_fields]

    def _lookup(self, name: str) -> str:
        """`claim` → `claim__external_id`: a key that is itself a row is named by its own key."""
        related = self.model._meta.get_field(name).related_model
        if related is None or related == "self":
            return name
        manager = related._default_manager
        return f"{name}__{manager.natural_fields[0]}"


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
        return self.pk is not None and type(self)._base_manager.using(using).filter(pk=self.pk).exists()


def by(*fields: str, queryset: type[models.QuerySet[Any]] | None = None) -> Any:
    """Return a manager whose natural key is `fields`, with the questions of `queryset`."""
    base = NaturalKeyManager.from_queryset(queryset) if queryset else NaturalKeyManager
    name = f"{base.__name__}By{'And'.join(field.title() for field in fields)}"
    return type(name, (base,), {"natural_fields": fields})()
