"""SQL that is not trivial. A function that is in use is never edited: it gets a new version."""

from pathlib import Path

FOLDER = Path(__file__).parent


def read(name: str) -> str:
    """Return the SQL of `name`.sql; migrations run it."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
