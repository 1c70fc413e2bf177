"""One entry of the record as JSON: the same in answers, dumps and messages to others."""

import json

from django.conf import settings

from claims.models import Publication
from claims.record import chain, documents


def entry(row: Publication) -> bytes:
    """Return one entry of the record; `document` in the very bytes that the digest covers."""
    return of_link(chain.link(row))


def of_link(link: chain.Link) -> bytes:
    """Return the same of an entry that was read as the chain sees it."""
    return b"".join(
        (
            f'{{"sequence":{link.sequence},"claim_id":"{link.claim_id}","version":{link.version},'
            f'"kind":"{link.kind}","note":'.encode(),
            documents.dumps(link.note),
            f',"published_at":"{link.published_at}","digest":"{link.digest}",'
            f'"previous_digest":"{link.previous_digest}","document":'.encode(),
            link.document,
            b"}",
        )
    )


def change(row: Publication) -> bytes:
    """Return one entry, and where people read of it."""
    url = settings.PUBLIC_URL + json.loads(bytes(row.document))["url"]
    return b'{"url":' + documents.dumps(url) + b"," + entry(row)[1:]
