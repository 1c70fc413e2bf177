"""Which alias may do what: `record` is for reading, and is never migrated."""

from typing import Any

RECORD = "record"


class RecordRouter:
    """Keep migrations and writes on `default`; the public side names `record` itself."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == RECORD else None

    def allow_relation(self, left: Any, right: Any, **hints: Any) -> bool:
        return True
