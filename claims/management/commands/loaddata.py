"""Django's loaddata, which changes only the columns that a fixture names."""

from functools import partial
from typing import Any

from django.core.management.commands import loaddata

from claims.models import keys


class Command(loaddata.Command):
    """Load fixtures. A row that exists already keeps every column that its fixture leaves out."""

    def save_obj(self, obj: Any) -> bool:
        row = obj.object
        if isinstance(row, keys.Loadable) and row.is_stored(self.using):
            columns = row.named_fields - {row._meta.pk.attname}
            if not columns:
                return False
            obj.save = partial(obj.save, update_fields=columns)
        return super().save_obj(obj)
