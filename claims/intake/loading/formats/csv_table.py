"""A table with a head: commas or semicolons, quotes as RFC 4180 has them."""

import csv
from collections.abc import Iterator

from claims import exceptions
from claims.intake import tables
from claims.intake.loading import opening, rows
from claims.language import cells

CLOSED = "unexpected end of data"


def records(source: opening.Opened) -> Iterator[rows.Row | rows.Fault]:
    """Yield each row with all of its columns, whatever their names."""
    # The limit is the process's: what else reads tables in it gets its own back.
    limit = csv.field_size_limit(opening.MAX_LINE)
    try:
        yield from _records(source)
    finally:
        csv.field_size_limit(limit)


def _records(source: opening.Opened) -> Iterator[rows.Row | rows.Fault]:
    lines = _Lines(source)
    reader = csv.reader(lines, delimiter=tables.delimiter(source.head), strict=True)
    try:
        header = [column.strip() for column in next(reader, [])]
    except csv.Error as error:
        raise exceptions.BadValue(
            f"{source.name}, line 1: {error}. Mend the quotes there."
        ) from error
    tables.check_header(source.name, header)
    line, wide = reader.line_num + 1, len(header)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _misread(line, reader.line_num, error)
            if _unclosed(error):
                # What comes next stands within the quotes, or not: nobody can tell.
                return
        else:
            if len(row) > wide:
                reason = f"There are {len(row)} cells, and {wide} columns."
                yield rows.fault(line, "", row[wide], reason, "Put texts with commas in quotes.")
            elif len(row) < wide and not lines.ended:
                reason = f"The file breaks off: {len(row)} of {wide} cells, and no end of the line."
                yield rows.fault(line, "", row[-1], reason, "Get it again, whole, or end the line.")
            elif any(row):
                values = [cells.plain(cell.strip()) for cell in row]
                yield rows.Row(line, dict(zip(header, values, strict=False)))
        line = reader.line_num + 1


class _Lines:
    """The lines of a table, none longer than what is kept. `ended`: whether the last had an end."""

    def __init__(self, source: opening.Opened) -> None:
        self._lines = source.lines()
        self.ended = True

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if len(line) == opening.MAX_LINE:
                raise exceptions.BadValue(
                    f"the next line has more than {opening.MAX_LINE:,} characters"
                )
            self.ended = line.endswith(("\n", "\r"))
            yield line


def _unclosed(error: csv.Error) -> bool:
    return str(error) == CLOSED or "field limit" in str(error)


def _misread(line: int, last: int, error: csv.Error) -> rows.Fault:
    if _unclosed(error):
        reason = f"The quotes of this row do not close before line {last}."
        return rows.fault(line, "", "", reason, "Close them: nothing after them could be read.")
    return rows.fault(line, "", "", f"The quotes are wrong: {error}.", "Mend the quotes there.")
