"""SQL that is not trivial, in files of its own. A function is never edited: it gets a new version."""

from pathlib import Path

FOLDER = Path(__file__).parent


def read(name: str) -> str:
    """Return the SQL of `name`.sql; migrations run it."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
