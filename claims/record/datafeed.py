"""schema.org's DataFeed of ClaimReviews, in the shape in which Data Commons gives out its own.

    https://schema.org/DataFeed
    https://datacommons.org/factcheck/download

Each element has a list of reviews, as there: ours have one each.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from claims.record import chain, documents, schema_org

Json = dict[str, Any]
WRITER = msgspec.json.Encoder()
"""Many times as fast as documents.dumps, which writes what digests cover; no digest covers this."""


def lines(elements: Iterable[bytes], *, modified: datetime | None) -> Iterator[bytes]:
    """Yield the feed of elements as pieces of JSON, one element a line.

    `modified` is when the newest entry was published that the feed knows of; None if there is none.
    """
    said: Json = {"@context": schema_org.CONTEXT, "@type": "DataFeed"}
    if modified:
        said["dateModified"] = chain.timestamp(modified)
    yield documents.dumps(said)[:-1] + b',"dataFeedElement":['
    between = b"\n"
    for element in elements:
        yield between + element
        between = b",\n"
    yield b"\n]}\n"


def element(review: schema_org.ClaimReview) -> bytes:
    return WRITER.encode(
        schema_org.Item(review.date_published, review.date_modified, review.url, (review,))
    )
