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


class BoundedPaginator(Paginator):
    """Counts and shows the first 10,000 rows; `more` says that there are others behind them."""

    @cached_property
    def count(self) -> int:
        return min(self._counted, counting.MOST)

    @property
    def more(self) -> bool:
        return self._counted > counting.MOST

    @property
    def told(self) -> str:
        return f"More than {counting.MOST:,}" if self.more else f"{self.count:,}"

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        return counting.up_to(rows) if isinstance(rows, QuerySet) else len(rows)
