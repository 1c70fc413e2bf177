"""Dumps of this software, NDJSON and CSV: what another desk of its kind has published.

Its verdicts come as reviews of another publisher. What the record holds besides, its sources and
passages, stays where it is published. The dump of the record itself is not read: it names no host.
"""

from collections.abc import Iterator
from typing import Any

from claims.intake.loading.formats import schema_org
from claims.language import cells as spreadsheet

POINT = ("subject", "property", "value", "unit", "valid_from", "valid_to")
PREFIX = "factcheck:"
BETWEEN = " | "


def rows_of(claim: Any) -> Iterator[dict[str, Any]]:
    """Yield the row of a claim, of the dump of claims or of a line of the dump of the record."""
    if not isinstance(claim, dict):
        return
    if "id" not in claim or not claim.get("text"):
        return
    nested = isinstance(claim.get("point_at_issue"), dict)
    cells = _of_json(claim) if nested else _of_table(claim)
    yield {name: cell for name, cell in cells.items() if cell not in ("", None)}


def _of_json(claim: dict[str, Any]) -> dict[str, Any]:
    claimant, rating = (
        schema_org.thing(claim.get("claimant")),
        schema_org.thing(claim.get("rating")),
    )
    topics = claim.get("topics")
    return {
        **_common(claim),
        "claimant": schema_org.text(claimant),
        "claimant_kind": claimant.get("kind", ""),
        "topics": topics if isinstance(topics, list) else [],
        **{name: claim["point_at_issue"].get(name) for name in POINT},
        "review_rating": rating.get("text"),
        "review_value": rating.get("value"),
        "review_best": rating.get("best"),
        "review_worst": rating.get("worst"),
    }


def _of_table(claim: dict[str, str]) -> dict[str, Any]:
    claim = {name: spreadsheet.plain(cell) for name, cell in claim.items()}
    return {
        **_common(claim),
        "claimant": claim.get("claimant"),
        "claimant_kind": claim.get("claimant_kind"),
        "topics": (claim.get("topics") or "").replace(BETWEEN, " "),
        **{name: claim.get(name) for name in POINT},
        "review_rating": claim.get("rating_text"),
        "review_value": claim.get("rating_value"),
    }


def _common(claim: dict[str, Any]) -> dict[str, Any]:
    return {
        "external_id": f"{PREFIX}{schema_org.text(claim['id'])}",
        "text": claim["text"],
        "claim_date": claim.get("claim_date"),
        "in_language": claim.get("in_language"),
        "review_id": schema_org.text(claim["id"]),
        "review_url": claim.get("url"),
        "review_title": claim.get("title"),
        "review_date": schema_org.day(claim.get("published_at")),
        "review_language": claim.get("in_language"),
    }
