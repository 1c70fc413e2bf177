"""AVeriTeC's JSON: a list of claims, each with the label that its annotators gave.

The label is AVeriTeC's and not the fact-checker's whose article they read: its scale is `averitec`.
"""

import re
from collections.abc import Iterator
from typing import Any

from claims.intake.loading.formats import schema_org

DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
PUBLISHER = "AVeriTeC"


def rows_of(claim: Any) -> Iterator[dict[str, Any]]:
    """Yield the row of one claim; what it does not say is left out."""
    if not isinstance(claim, dict) or "claim" not in claim:
        return
    said, speaker = schema_org.text(claim["claim"]), schema_org.text(claim.get("speaker"))
    on = _day(schema_org.text(claim.get("claim_date")))
    name = schema_org.known_as("averitec", said, speaker, on)
    article = schema_org.text(claim.get("fact_checking_article"))
    cells = {
        "external_id": name,
        "text": schema_org.statement(claim["claim"]),
        "claimant": speaker,
        "claim_date": on,
        "review_publisher": PUBLISHER,
        "review_scale": PUBLISHER.lower(),
        "review_id": name,
        "review_url": article,
        "review_rating": schema_org.text(claim.get("label")),
        "review_appeared_at": schema_org.text(claim.get("original_claim_url")),
    }
    yield {name: cell for name, cell in cells.items() if cell or name == "text"}


def _day(written: str) -> str:
    """Their days are 25-8-2020."""
    found = DAY_FIRST.fullmatch(written)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else written
