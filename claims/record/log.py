"""Reading the record from its first entry to its last."""

from collections.abc import Iterator

from claims.models import Publication
from claims.record import chain


def entries(using: str = "record") -> Iterator[Publication]:
    """Yield every entry in order, in constant memory."""
    return Publication.objects.using(using).order_by("sequence").iterator(chunk_size=1000)


def verify(using: str = "record") -> tuple[int, str]:
    """Recompute the whole chain; return the head's sequence and digest, or raise RecordBroken."""
    return chain.verify(entries(using))
