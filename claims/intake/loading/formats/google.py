"""The answers of Google's claims:search, and of ours at /v1alpha1/ (the same contract)."""

from collections.abc import Iterator
from typing import Any

from claims.intake.loading.formats import schema_org


def rows_of(claim: Any) -> Iterator[dict[str, Any]]:
    """Yield a row for each review of one claim of `claims`."""
    if not isinstance(claim, dict) or "text" not in claim:
        return
    said = schema_org.text(claim["text"])
    claimant, on = schema_org.text(claim.get("claimant")), schema_org.day(claim.get("claimDate"))
    of_claim = {
        "external_id": schema_org.known_as("claimreview", said, claimant, on),
        "text": schema_org.statement(claim["text"]),
        **{name: cell for name, cell in (("claimant", claimant), ("claim_date", on)) if cell},
    }
    reviews = claim.get("claimReview")
    for review in reviews if isinstance(reviews, list) else []:
        yield of_claim | _review(schema_org.thing(review))


def _review(review: dict[str, Any]) -> dict[str, str]:
    publisher = schema_org.thing(review.get("publisher"))
    cells = {
        "review_publisher": schema_org.text(publisher),
        "review_site": schema_org.text(publisher.get("site")).removeprefix("www."),
        "review_url": schema_org.text(review.get("url")),
        "review_title": schema_org.text(review.get("title")),
        "review_rating": schema_org.text(review.get("textualRating")),
        "review_date": schema_org.day(review.get("reviewDate")),
        "review_language": schema_org.text(review.get("languageCode")),
    }
    return {name: cell for name, cell in cells.items() if cell}
