"""Everything at once: the whole record, or all that stood published at one of its sequences.

A dump is made from rows and columns that never change after they were written, up to a sequence:
two dumps of one sequence are the same, whatever is being published meanwhile.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from claims.models import PublicationKind
from claims.record import ahead, chain, documents, index, log, published, schema_org

# What stands now stood then, and lies in the order in which it is read; only of the others the
# entries of their claims are looked up, which lie anywhere. A join with bounds of its own: asked
# for with EXISTS, PostgreSQL may collect all that stands for each batch.
STANDING = """
SELECT e.sequence, e.claim_id::text, e.kind::text, e.document
FROM record_publication AS e
LEFT JOIN record_claim AS served ON served.sequence = e.sequence
    AND served.sequence > %s AND served.sequence <= %s
    AND served.ended_at IS NULL AND served.kind <> 'retraction'
WHERE e.sequence > %s AND e.sequence <= %s AND e.kind <> 'retraction' AND (
    served.sequence IS NOT NULL
    OR NOT EXISTS (
        SELECT FROM record_publication AS later
        WHERE later.claim_id = e.claim_id AND later.sequence > e.sequence AND later.sequence <= %s
    )
)
ORDER BY e.sequence
"""
# Any later entry of one of its two claims ends a contradiction, and writes it anew if it still
# holds. Times would not do: two entries may have the same.
# Each side by its index: asked for both at once, PostgreSQL would read all contradictions.
PAIRS = """
SELECT c.left_claim_id::text, c.right_claim_id::text, c.body
FROM unnest(%(claims)s::uuid[]) AS asked (claim_id) CROSS JOIN LATERAL (
    SELECT one.* FROM record_contradiction AS one WHERE one.left_claim_id = asked.claim_id
    UNION ALL
    SELECT one.* FROM record_contradiction AS one WHERE one.right_claim_id = asked.claim_id
        AND one.left_claim_id <> ALL (%(claims)s::uuid[])
) AS c
WHERE c.sequence <= %(until)s AND NOT EXISTS (
    SELECT FROM record_publication AS later
    WHERE later.claim_id IN (c.left_claim_id, c.right_claim_id)
        AND later.sequence > c.sequence AND later.sequence <= %(until)s
)
ORDER BY c.id
"""


Pairs = dict[str, list[documents.Json]]
"""Contradictions by claim."""
Steps = dict[str, list[dict[str, Any]]]
"""Corrections by claim."""


def record(until: int) -> Iterator[chain.Link]:
    """Yield every entry up to the sequence `until`, the oldest first."""
    return log.links(until, using=published.ALIAS)


def claims(until: int, *, base: str, written: Callable[[int, bytes], bytes]) -> Iterator[bytes]:
    """Yield all that stood published at the sequence `until`, as `written`: sequence and body.

    The bodies are those that the list of claims answered with then, `base` before our own paths.
    Two queries a batch, each by an index and of the size of the batch, however long the record is.
    """

    def look(rows: list[ahead.Row]) -> Pairs:
        return _pairs([row[1] for row in rows], until)

    def make(rows: list[ahead.Row], pairs: Pairs) -> list[bytes]:
        return [
            written(sequence, _body(document, pairs.get(claim_id), base))
            for sequence, claim_id, _, document in rows
        ]

    return _standing(until, look=look, make=make)


def reviews(until: int, *, written: Callable[[schema_org.ClaimReview], bytes]) -> Iterator[bytes]:
    """Yield the ClaimReview of all that stood published at the sequence `until`, as `written`.

    As `claims` does it: two queries a batch, and the corrections up to `until` alone.
    """

    def look(rows: list[ahead.Row]) -> Steps:
        corrected = [UUID(row[1]) for row in rows if row[2] == PublicationKind.CORRECTION]
        found = published.corrections_of(corrected, until=until) if corrected else {}
        return {str(key): steps for key, steps in found.items()}

    def make(rows: list[ahead.Row], steps: Steps) -> list[bytes]:
        return [
            written(published.review_of(document, steps.get(claim_id, [])))
            for _, claim_id, _, document in rows
        ]

    return _standing(until, look=look, make=make)


def _standing(
    until: int,
    *,
    look: Callable[[list[ahead.Row]], ahead.Found],
    make: Callable[[list[ahead.Row], ahead.Found], list[bytes]],
) -> Iterator[bytes]:
    """Yield what is made of the entries that stood published at `until`, without tombstones."""
    batches = ((*batch, *batch, until) for batch in log.ranges(until))
    return ahead.lines(STANDING, batches, look=look, make=make, using=published.ALIAS)


def _pairs(claim_ids: list[str], until: int) -> dict[str, list[documents.Json]]:
    """Return the contradictions that were public at `until`, by claim. One query."""
    pairs: dict[str, list[documents.Json]] = {}
    # UUIDs need no quotes: written at once, in a tenth of the time that a list takes.
    asked = {"claims": "{" + ",".join(claim_ids) + "}", "until": until}
    for left, right, body in log.rows(PAIRS, asked, using=published.ALIAS):
        for side in (left, right):
            pairs.setdefault(side, []).append(documents.loads(body))
    return pairs


def _body(document: bytes, pairs: list[documents.Json] | None, base: str) -> bytes:
    plain = None if pairs else index.plain_body(document, base)
    if plain is not None:
        return plain
    read = documents.loads(document)
    seen = [documents.as_seen_from(read["id"], pair) for pair in pairs or ()]
    return index.absolute(index.body(read, contradictions=seen), base)
