"""The rows in a posted form, evidence or passages: reading them, and writing a form of others."""

import re
from typing import Any

from django.http import QueryDict

WAS = "was"
"""The number that a row had before somebody removed it: it is typed anew, as a new one."""

Row = dict[str, str]


def read(data: QueryDict, prefix: str) -> list[Row]:
    """Return the rows in the order in which they stand on the page."""
    rows: dict[int, Row] = {}
    for key, value in data.items():
        found = _row_field(prefix).fullmatch(key)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = str(value)
    return [rows[number] for number in sorted(rows)]


def write(form: Any, prefix: str, stored: list[Row], added: list[Row]) -> None:
    """Put these rows into `form`, a mutable QueryDict, in the place of those that it has."""
    for name in [name for name in form if _row_field(prefix).fullmatch(name)]:
        del form[name]
    for number, row in enumerate(stored + added):
        form.update({f"{prefix}-{number}-{name}": value for name, value in row.items()})
    form[f"{prefix}-INITIAL_FORMS"] = str(len(stored))
    form[f"{prefix}-TOTAL_FORMS"] = str(len(stored + added))


def _row_field(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(\w+)")
