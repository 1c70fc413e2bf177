"""The bodies that are served: whether each follows from its entry and the public contradictions."""

import json
from collections.abc import Mapping
from typing import Any

import psycopg

from claims import exceptions
from claims.record import documents, index
from claims.record.verifying import batches, columns

Pairs = Mapping[str, list[documents.Json]]
"""The public contradictions, by claim."""
CLAIM_ID = len("8e060042-3701-51e6-bd41-4d6286afbf45")


class WrongBody(exceptions.RecordBroken):
    """What is served of an entry does not follow from it."""


def check(
    batch: batches.Batch,
    entries: batches.Entries,
    read: list[columns.Document],
    pairs: Pairs,
    *,
    through: psycopg.Connection[Any],
) -> None:
    """Hold those bodies that are not plainly the document against it. Raises WrongBody."""
    asked = {
        sequence: (named[:CLAIM_ID], document)
        for sequence, named, document, one in zip(
            entries.sequences, entries.named, entries.documents, read, strict=True
        )
        if one.contradictions
        or one is columns.NOT_OURS
        or named[:CLAIM_ID] in pairs
        or not document.startswith(index.BEGINNING, index.AFTER_ID)
    }
    for sequence in batch.odd or ():
        at = sequence - entries.sequences.start
        asked[sequence] = entries.named[at][:CLAIM_ID], entries.documents[at]
    for sequence in batch.ended or ():
        asked.pop(sequence, None)
    for sequence, body in _bodies(list(asked), through) if asked else ():
        claim_id, document = asked[sequence]
        hold(body, sequence, document, pairs.get(claim_id))


def hold(body: bytes, sequence: int, document: bytes, pairs: list[documents.Json] | None) -> None:
    """Raise WrongBody unless a body follows from a document, and what contradicts its claim."""
    read = json.loads(document)
    seen = [documents.as_seen_from(read["id"], pair) for pair in pairs or ()]
    if not (
        (not seen and index.is_plain(document) and body == index.with_base(document))
        or body == index.body(read, contradictions=seen)
    ):
        raise WrongBody(f"Something was changed in what is served of entry {sequence}.")


def _bodies(sequences: list[int], through: psycopg.Connection[Any]) -> list[tuple[int, bytes]]:
    query = "SELECT sequence, body FROM record_claim WHERE sequence = ANY (%s) ORDER BY sequence"
    with psycopg.Cursor(through) as cursor:
        return cursor.execute(query, [sequences], prepare=False, binary=True).fetchall()
