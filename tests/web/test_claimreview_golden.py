"""The ClaimReviews of some claims of the demonstration, as fixtures/claimreview holds them.

`pytest tests/web/test_claimreview_golden.py --write-golden` writes them anew.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from claims.models import Claim
from claims.record import chain, claimreview, documents, published

FOLDER = Path(__file__).parents[2] / "fixtures" / "claimreview"
CLAIMS = {
    "pm-of-canada-trudeau": "false, with contradictions",
    "pm-of-canada-carney": "true, in four articles",
    "canola-tariff-100": "half true, of nobody",
    "no-commitment-on-canola": "outdated, of a person on a known day",
    "china-took-several-hostage": "unproven, corrected",
}
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def demo(committed_module):
    call_command("load_demo")


def _frozen(sequence):
    """The demonstration is published when it is loaded: here, entry 3 is of 3 o'clock."""
    return START + timedelta(hours=sequence)


def _review(slug):
    entries = list(published.entries(Claim.objects.get(slug=slug).public_id))
    document = json.loads(bytes(entries[-1].document)) | {
        "published_at": chain.timestamp(_frozen(entries[-1].sequence)),
        "first_published_at": chain.timestamp(_frozen(entries[0].sequence)),
    }
    review = claimreview.claim_review(
        claimreview.read(documents.dumps(document)),
        base="https://claims.example.org",
        publisher_name="Fact-check desk",
        entries=[
            {"kind": row.kind, "note": row.note, "published_at": _frozen(row.sequence)}
            for row in entries
        ],
    )
    return claimreview.plain(review)


@pytest.mark.parametrize("slug", CLAIMS)
def test_claim_review_is_the_golden_one(slug, pytestconfig):
    file = FOLDER / f"{slug}.json"
    text = json.dumps(_review(slug), ensure_ascii=False, indent=1) + "\n"
    if pytestconfig.getoption("--write-golden"):
        file.write_text(text)
    assert file.read_text() == text


def test_no_golden_document_is_left_over():
    assert {file.stem for file in FOLDER.iterdir()} <= set(CLAIMS)
