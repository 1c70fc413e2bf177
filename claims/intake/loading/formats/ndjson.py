"""One JSON object a line."""

import json
from collections.abc import Iterator
from typing import Any

from claims.intake.loading import opening, rows

Json = dict[str, Any]


def records(source: opening.Opened) -> Iterator[tuple[int, Json] | rows.Fault]:
    """Yield the number of each line with its object."""
    for number, line in enumerate(source.lines(), start=1):
        if line.isspace():
            continue
        if len(line) == opening.MAX_LINE:
            reason = f"The line has more than {opening.MAX_LINE:,} characters."
            yield rows.fault(number, "", line, reason, "Leave out what is no text of a claim.")
            continue
        yield _read(number, line)


def _read(number: int, line: str) -> tuple[int, Json] | rows.Fault:
    if not line.isascii():
        # Before JSON's own escapes are read: these are bytes of the file.
        wrong = next((sign for sign in line if "\udc80" <= sign <= "\udcff"), None)
        if wrong:
            return rows.half(number, "", line)
    try:
        value = json.loads(line)
    except RecursionError:
        return rows.fault(number, "", line, "It is nested too deeply.", "Write flat objects.")
    except ValueError as error:
        return rows.fault(number, "", line, f"This is no JSON: {error}.", ONE_A_LINE)
    if not isinstance(value, dict):
        return rows.fault(number, "", line, "This is no object.", ONE_A_LINE)
    return number, value


ONE_A_LINE = "Write one object a line: {…}."
