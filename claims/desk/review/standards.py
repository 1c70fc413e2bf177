"""The standards of the desk: what a review must have before it is submitted and published.

They follow what fact-checkers sign: the IFCN Code of Principles (sources, methodology) and the
EFCSN Code of Standards (two sources, corrections). Each point says whether it is met and, if not,
what to do; the admin shows them as a checklist, the workflow refuses while one is unmet.
"""

from dataclasses import dataclass

from claims import exceptions
from claims.models import Evidence, Rating, ReplyRequest, Review
from claims.record.material import Material

MIN_EXPLANATION = 50
"""Characters: less than a sentence explains nothing."""
MIN_ORIGINS = 2
TEXTS = {
    "claimant": "A claimant, or “unknown” said on purpose",
    "appearance": "At least one passage where the claim stands",
    "evidence": "Evidence for the verdict",
    "origins": "Two independent sources, or a reason why one is enough",
    "contradictions": "No confirmed contradiction left unanswered",
    "rating": "A rating",
    "title": "A title",
    "explanation": "An explanation for readers",
    "correction_note": "What readers are told about the correction",
}
"""Every point by its code, in the order in which a reviewer works."""
ADVICE = {"right_of_reply": "The claimant was asked, or a reason why not"}
"""What does not hold publishing up."""


@dataclass(frozen=True)
class Point:
    """One point of the checklist. `field` is where on the page it is mended."""

    code: str
    met: bool
    remedy: str
    field: str

    @property
    def text(self) -> str:
        return {**TEXTS, **ADVICE}[self.code]


def checklist(review: Review, material: Material | None = None) -> list[Point]:
    """Return every point, met or not, in the order in which a reviewer works."""
    material = material or Material(review)
    return [
        *_of_claim(material),
        *_of_evidence(material),
        _of_contradictions(material),
        *_of_verdict(review),
        *([_of_correction(review)] if review.version > 1 else []),
    ]


def advice(review: Review) -> list[Point]:
    """Return what good practice asks for besides; it holds nothing up.

    The IFCN asks to try to reach the claimant “where possible”. Whether it was is for people to
    judge: as a gate it would be answered by a phrase, and hold up verdicts on the long dead.
    """
    if review.rating is None or review.rating.normalized == Rating.Normalized.TRUE:
        return []
    asked = ReplyRequest.objects.filter(claim=review.claim_id).exists()
    remedy = "Ask who made the claim, or note why that is not possible."
    return [Point("right_of_reply", asked, remedy, "replies")]


def _of_claim(material: Material) -> list[Point]:
    claim = material.claim
    return [
        Point(
            "claimant",
            claim.claimant_id is not None or claim.claimant_unknown,
            "Name who made the claim, or tick “claimant unknown”.",
            "claimant",
        ),
        Point(
            "appearance",
            bool(material.appearances),
            "Pin the passage of an article where the claim is made.",
            "appearances",
        ),
    ]


def _of_evidence(material: Material) -> list[Point]:
    review = material.review
    origins = independent_origins(material.evidence, review.rating)
    return [
        Point(
            "evidence",
            origins > 0,
            "Attach a source that supports or refutes the claim (for a verdict such as"
            " Unproven, context will do).",
            "evidence",
        ),
        Point(
            "origins",
            origins >= MIN_ORIGINS or bool(review.single_source_reason.strip()),
            f"{origins} of {MIN_ORIGINS} so far: attach another, or state the reason.",
            "single_source_reason",
        ),
    ]


def _of_contradictions(material: Material) -> Point:
    return Point(
        "contradictions",
        material.unanswered == 0,
        f"Resolve or dismiss {material.unanswered} of them: say which holds and why.",
        "contradictions",
    )


def _of_verdict(review: Review) -> list[Point]:
    return [
        Point("rating", review.rating_id is not None, "Choose the verdict.", "rating"),
        Point(
            "title",
            bool(review.title.strip()),
            "Give the fact-check a headline.",
            "title",
        ),
        Point(
            "explanation",
            len(review.explanation.strip()) >= MIN_EXPLANATION,
            f"Say why in {MIN_EXPLANATION} characters or more.",
            "explanation",
        ),
    ]


def _of_correction(review: Review) -> Point:
    return Point(
        "correction_note",
        bool(review.correction_note.strip()),
        "Say what was wrong and what is right now.",
        "correction_note",
    )


def independent_origins(evidence: list[Evidence], rating: Rating | None) -> int:
    """Count the origins behind a verdict: sources that repeat one wire story are one.

    A verdict of true or false stands on sources that take a side. One that says that nothing can
    be said (normalized OTHER) stands on context as well. A source that is marked as unreliable
    counts for nothing.
    """
    context_counts = rating is not None and rating.normalized == Rating.Normalized.OTHER
    return len(
        {
            row.source.origin
            for row in evidence
            if row.source.unreliable_at is None
            and (context_counts or row.stance != Evidence.Stance.CONTEXT)
        }
    )


def require(review: Review, material: Material) -> None:
    """Raise StandardsUnmet, which names each unmet point and what to do about it."""
    unmet = [point for point in checklist(review, material) if not point.met]
    if unmet:
        raise exceptions.StandardsUnmet(unmet)
