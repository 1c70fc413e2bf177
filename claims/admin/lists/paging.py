"""Pages of a list that nobody counts to its end, however long it is."""

from typing import TYPE_CHECKING, Any

from django.core import paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from claims.desk.lists import counting

if TYPE_CHECKING:
    Paginator = paginator.Paginator[Any]
else:  # Django's class takes no type argument at run time.
    Paginator = paginator.Paginator


FAR = 1000
"""After this row a page is found by its keys: PostgreSQL works out the rows that it passes over."""


class BoundedPaginator(Paginator):
    """Counts and shows the first 10,000 rows; `more` says that there are others behind them.

    Where it is known that there are more rows than `more_than`, so many are shown, uncounted.
    """

    def __init__(self, *args: Any, more_than: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._most = more_than or counting.MOST
        self._known = more_than is not None

    @cached_property
    def count(self) -> int:
        return min(self._counted, self._most)

    def page(self, number: int | str) -> paginator.Page[Any]:
        page = super().page(number)
        if isinstance(self.object_list, QuerySet) and page.start_index() > FAR:
            page.object_list = _by_keys(self.object_list, page.object_list)
        return page

    @property
    def more(self) -> bool:
        return self._counted > self._most

    @property
    def told(self) -> str:
        return f"More than {self._most:,}" if self.more else f"{self.count:,}"

    @cached_property
    def _counted(self) -> int:
        if self._known:
            return self._most + 1
        rows = self.object_list
        return counting.up_to(rows) if isinstance(rows, QuerySet) else len(rows)


def _by_keys(rows: QuerySet[Any], shown: Any) -> list[Any]:
    """Return the rows that are `shown`, a slice of `rows`; only these are read and worked out."""
    keys = list(shown.values_list("pk", flat=True))
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]
