"""Cells that no spreadsheet runs, by OWASP's advice on CSV injection."""

from typing import Any

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The last four are what some programs read as the first."""


def harmless(cell: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run; numbers stay numbers."""
    if isinstance(cell, str) and _runs(cell):
        return f"'{cell}"
    return cell


def plain(cell: str) -> str:
    """Take off the apostrophe that `harmless` put there."""
    return cell[1:] if cell.startswith("'") and _runs(cell[1:]) else cell


def _runs(cell: str) -> bool:
    if cell[:1].isalnum():
        return False  # As nearly all do.
    return cell.startswith(STARTS_A_FORMULA) or cell.lstrip().startswith(STARTS_A_FORMULA)
