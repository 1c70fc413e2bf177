"""The versions of one claim: each entry of the record, and what it changed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from claims.models import Publication, PublicationKind
from claims.record import index
from claims.web import changes, presenting

RETRACTION = PublicationKind.RETRACTION.value


@dataclass(frozen=True)
class Entry:
    """One entry of a claim in the record, between the verdict before it and the entry after."""

    slug: str
    row: Publication
    before: "Entry | None"
    retracted_before: bool
    next: Publication | None

    @property
    def step(self) -> str:
        return presenting.STEPS[self.row.kind]

    @property
    def retraction(self) -> bool:
        return self.row.kind == RETRACTION

    @property
    def ended_at(self) -> datetime | None:
        return self.next.published_at if self.next else None

    @property
    def retracted(self) -> bool:
        """Say whether a retraction ended this entry."""
        return self.next is not None and self.next.kind == RETRACTION

    @property
    def name(self) -> str:
        """Return the name of its address: a tombstone bears the number of what it retracts."""
        return "web:tombstone" if self.retraction else "web:version"

    @property
    def path(self) -> str:
        return reverse(self.name, args=[self.slug, self.row.version])

    @cached_property
    def document(self) -> changes.Json:
        """Return the very document that the digest covers; its own addresses are paths."""
        document: changes.Json = json.loads(bytes(self.row.document))
        return document

    @property
    def shown(self) -> changes.Json:
        """Return the document as the pages want it, with the contradictions of that day."""
        pairs = self.document.get("contradictions", [])
        return presenting.claim(index.body(self.document, contradictions=pairs))

    @cached_property
    def changes(self) -> list[changes.Change]:
        """Return what changed since the verdict before; nothing for the first, and tombstones."""
        if self.before is None or self.retraction:
            return []
        return changes.between(self.before.document, self.document)

    @property
    def changed(self) -> list[str]:
        """Name what changed, in few words."""
        return list(dict.fromkeys(change.group for change in self.changes))


def entries(slug: str, rows: Iterable[Publication]) -> list[Entry]:
    """Return the entries of one claim, newest first; `rows` come oldest first."""
    listed = list(rows)
    made: list[Entry] = []
    before: Entry | None = None
    for place, row in enumerate(listed):
        after = listed[place + 1] if place + 1 < len(listed) else None
        tombstone = place > 0 and listed[place - 1].kind == RETRACTION
        made.append(Entry(slug, row, before, tombstone, after))
        before = before if row.kind == RETRACTION else made[-1]
    return made[::-1]


def steps(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return the entries as published.steps does: oldest first."""
    names = ("version", "kind", "note", "published_at")
    return [{name: getattr(entry.row, name) for name in names} for entry in entries][::-1]
