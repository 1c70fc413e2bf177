"""The newest claims as schema.org's DataFeed, for programs that collect ClaimReviews."""

from django.http import HttpRequest, HttpResponse

from claims.record import datafeed, published
from claims.web import feeds


def claims(_request: HttpRequest) -> HttpResponse:
    """Answer with the newest claims that stand published, as ClaimReviews. Three queries."""
    head = published.head()
    rows = list(published.claims()[: feeds.SIZE])
    corrections = published.corrections_of([row.claim_id for row in rows])
    reviews = [published.claim_review(row, corrections.get(row.claim_id, [])) for row in rows]
    elements = map(datafeed.element, reviews)
    body = b"".join(datafeed.lines(elements, modified=head.published_at))
    return HttpResponse(body, content_type="application/json")
