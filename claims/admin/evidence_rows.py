"""The rows of evidence in a posted form: reading them, and writing a form of others."""

import re
from typing import Any

from django.http import QueryDict

PREFIX = "evidence"
ROW_FIELD = re.compile(rf"{PREFIX}-([0-9]{{1,4}})-(\w+)")
WAS = "was"
"""The number that a row had before somebody removed it: it is typed anew, as a new one."""

Row = dict[str, str]


def read(data: QueryDict) -> list[Row]:
    """Return the rows in the order in which they stand on the page."""
    rows: dict[int, Row] = {}
    for key, value in data.items():
        found = ROW_FIELD.fullmatch(key)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = str(value)
    return [rows[number] for number in sorted(rows)]


def write(form: Any, stored: list[Row], added: list[Row]) -> None:
    """Put these rows into `form`, a mutable QueryDict, in the place of those that it has."""
    for name in [name for name in form if ROW_FIELD.fullmatch(name)]:
        del form[name]
    for number, row in enumerate(stored + added):
        form.update({f"{PREFIX}-{number}-{name}": value for name, value in row.items()})
    form[f"{PREFIX}-INITIAL_FORMS"] = str(len(stored))
    form[f"{PREFIX}-TOTAL_FORMS"] = str(len(stored + added))
