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
from datetime import UTC, datetime
from typing import NamedTuple

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


OF_NOTHING = sha256(b"")
"""Most entries have no note."""


def timestamp(moment: datetime) -> str:
    """Write a moment in UTC with microseconds and a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def computed(  # noqa: PLR0917  called by map, with a column for each
    previous: str, sequence: int, named: str, published_at: str, note: str, document: bytes
) -> str:
    """Return the digest of an entry as 64 hex digits; `named` are claim_id, version and kind."""
    of_note = sha256(note.encode()) if note else OF_NOTHING
    lines = f"{previous}\n{sequence}\n{named}\n{published_at}\n{of_note}\n{sha256(document)}"
    return sha256(lines.encode())


class Link(NamedTuple):
    """An entry as the chain sees it; `published_at` as `timestamp` writes it."""

    sequence: int
    claim_id: str
    version: int
    kind: str
    published_at: str
    note: str
    document: bytes
    digest: str
    previous_digest: str

    @property
    def computed(self) -> str:
        """The digest that this entry must carry, as 64 hex digits."""
        named = f"{self.claim_id}\n{self.version}\n{self.kind}"
        return computed(
            self.previous_digest,
            self.sequence,
            named,
            self.published_at,
            self.note,
            self.document,
        )

    def check(self, sequence: int, head: str) -> None:
        """Raise RecordBroken unless this entry follows the one of that sequence and digest."""
        if self.sequence <= sequence:
            raise exceptions.RecordBroken(
                f"Entry {self.sequence} stands twice, or what is served of it does, or what search"
                " knows of it: a table of the record has lost its primary key."
            )
        if self.sequence != sequence + 1:
            raise exceptions.RecordBroken(
                f"Entry {sequence + 1} is missing: after {sequence} comes {self.sequence}."
            )
        for name, value in self._asdict().items():
            if value is None:
                raise exceptions.RecordBroken(
                    f"Entry {self.sequence} was changed: it has no {name}."
                )
        if self.previous_digest != head:
            raise exceptions.RecordBroken(
                f"Entry {self.sequence} does not follow entry {sequence}: it names the digest"
                f" {self.previous_digest}, where {sequence} has {head}."
            )
        computed = self.computed
        if self.digest != computed:
            raise exceptions.RecordBroken(
                f"Entry {self.sequence} was changed: its digest is {self.digest}, its content"
                f" gives {computed}."
            )


def link(entry: Publication) -> Link:
    """Return what of `entry` the chain covers."""
    return Link(
        entry.sequence,
        str(entry.claim_id),
        entry.version,
        entry.kind,
        timestamp(entry.published_at),
        entry.note,
        bytes(entry.document),
        entry.digest,
        entry.previous_digest,
    )


def digest(entry: Publication) -> str:
    """Return the digest that `entry` must carry, as 64 hex digits."""
    return link(entry).computed
