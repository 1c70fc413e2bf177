"""One entry of the record as JSON: the same in answers, dumps and messages to others."""

import json
from typing import Any

from django.conf import settings

from claims.models import Publication
from claims.record import chain, documents


def entry(row: Publication) -> bytes:
    """Return one entry of the record; `document` in the very bytes that the digest covers."""
    said: dict[str, Any] = {
        "sequence": row.sequence,
        "claim_id": str(row.claim_id),
        "version": row.version,
        "kind": row.kind,
        "note": row.note,
        "published_at": chain.timestamp(row.published_at),
        "digest": row.digest,
        "previous_digest": row.previous_digest,
    }
    return documents.dumps(said)[:-1] + b',"document":' + bytes(row.document) + b"}"


def change(row: Publication) -> bytes:
    """Return one entry, and where people read of it."""
    url = settings.PUBLIC_URL + json.loads(bytes(row.document))["url"]
    return b'{"url":' + documents.dumps(url) + b"," + entry(row)[1:]
