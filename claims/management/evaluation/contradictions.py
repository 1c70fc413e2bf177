"""`manage.py evaluate contradictions`: labelled pairs, and the five articles."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from claims.management.evaluation import pairs, proposals


def report(data: Path) -> Iterator[str]:
    """Yield the report line by line; `data` is the folder that has `contradiction/`."""
    yield "Pairs of sentences (cross-validated by groups that share a sentence):"
    for line in pairs.measure(data / "contradiction"):
        yield f"  {line}"
    yield ""
    yield from proposals.report(settings.BASE_DIR / "fixtures")
