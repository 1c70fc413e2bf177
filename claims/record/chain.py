"""The hash chain of the record: what an entry's digest covers, and how a chain is verified.

    digest = SHA-256 of these eight lines, joined by a line feed, in UTF-8; hex, lower case:

        previous_digest      64 hex digits; 64 zeros for the first entry
        sequence             decimal
        claim_id             UUID, lower case, with hyphens
        version              decimal
        kind                 publication, correction or retraction
        published_at         UTC, YYYY-MM-DDTHH:MM:SS.ffffffZ
        SHA-256 of the note      (UTF-8), hex
        SHA-256 of the document  (its bytes), hex

The function record_digest_v1 of the database says the same; a trigger refuses an entry that does
not continue the chain.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from claims import exceptions
from claims.models import Publication

GENESIS = "0" * 64
DIGEST_OF = (
    "previous_digest", "sequence", "claim_id", "version", "kind", "published_at",
    "SHA-256 of note", "SHA-256 of document",
)  # fmt: skip
"""The eight lines, as the public reads of them."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def timestamp(moment: datetime) -> str:
    """Write a moment in UTC with microseconds and a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(entry: Publication) -> str:
    """Return the digest that `entry` must carry, as 64 hex digits."""
    lines = (
        entry.previous_digest,
        str(entry.sequence),
        str(entry.claim_id),
        str(entry.version),
        entry.kind,
        timestamp(entry.published_at),
        sha256(entry.note.encode()),
        sha256(bytes(entry.document)),
    )
    return sha256("\n".join(lines).encode())


def verify(entries: Iterable[Publication]) -> tuple[int, str]:
    """Recompute the chain over `entries` in order; return the head's sequence and digest.

    Raises RecordBroken, which names the first entry that does not hold and how.
    """
    sequence, head = 0, GENESIS
    for entry in entries:
        if entry.sequence != sequence + 1:
            raise exceptions.RecordBroken(
                f"Entry {sequence + 1} is missing: after {sequence} comes {entry.sequence}."
            )
        if entry.previous_digest != head:
            raise exceptions.RecordBroken(
                f"Entry {entry.sequence} does not follow entry {sequence}: it names the digest"
                f" {entry.previous_digest}, where {sequence} has {head}."
            )
        if entry.digest != digest(entry):
            raise exceptions.RecordBroken(
                f"Entry {entry.sequence} was changed: its digest is {entry.digest}, its content"
                f" gives {digest(entry)}."
            )
        sequence, head = entry.sequence, entry.digest
    return sequence, head
