"""Earlier reviews of the same or a similar claim, so that nobody writes one twice.

First the claims about the same subject and property, the claimant's own before others'; then those
that the ranking of matching calls likely. The cost is bounded: indexes find so many candidates.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Case, QuerySet, When
from django.utils.safestring import SafeString, mark_safe

from claims.desk.review import opinions
from claims.language import stems
from claims.models import Claim, Review
from claims.record import similarity

SHOWN = 5
LEAST = 0.1
"""How likely a claim must be, to be shown: at the desk somebody judges, so less than in public."""
SAME_POINT = "Same point at issue"


@dataclass(frozen=True)
class Similar:
    """The newest review of a claim that is like the one asked about, and in what it is like it.

    `text` is the claim's, with the words that both have in <mark>.
    """

    review: Review
    why: str
    text: SafeString


def to(claim: Claim, *, user: User) -> list[Similar]:
    """Return the reviews of what is most like `claim`, at most `SHOWN`, those with a verdict first.

    `rating_shown` of each says whether its rating may be shown to `user` (claims/desk/opinions.py).

    Four queries at the most.
    """
    why = dict.fromkeys(_same_point(claim), SAME_POINT)
    if len(why) < SHOWN:
        for pk, likely in _likely(claim.text, without=claim.pk).items():
            why.setdefault(pk, likely)
    return _shown(why, claim.text, user)


def to_text(text: str, *, user: User, without: int | None = None) -> list[Similar]:
    """Return the same of a text that is being typed, but for its own claim. Three queries."""
    return _shown(_likely(text, without=without), text, user)


def _shown(why: dict[int, str], text: str, user: User) -> list[Similar]:
    shown = list(why)[:SHOWN]
    asked = set(stems.of(text))
    reviews = opinions.tell_shown(Review.objects.filter(claim__in=shown), user)
    reviews = reviews.order_by("claim_id", "-version")
    named = reviews.distinct("claim_id").select_related("claim__claimant", "author", "rating")
    by_claim = {review.claim_id: review for review in named.defer("explanation")} if shown else {}
    found = [
        Similar(by_claim[pk], why[pk], _marked(by_claim[pk].claim.text, asked))
        for pk in shown
        if pk in by_claim
    ]
    return sorted(found, key=lambda one: not _tells(one.review))


def _tells(review: Any) -> bool:
    """Whether the list shows a verdict of this review; the order may tell no more than that."""
    return bool(review.rating_id and review.rating_shown)


def _marked(text: str, asked: set[str]) -> SafeString:
    return mark_safe(stems.marked(text, asked))  # noqa: S308  it escapes whatever it marks


def _same_point(claim: Claim) -> list[int]:
    if not claim.subject:
        return []
    rows = _others(claim).filter(subject=claim.subject, property=claim.property)
    own = Case(When(claimant=claim.claimant_id, then=0), default=1) if claim.claimant_id else "pk"
    return list(rows.order_by(own, "-pk").values_list("pk", flat=True)[:SHOWN])


def _likely(text: str, *, without: int | None) -> dict[int, str]:
    (answer,) = similarity.ask(
        similarity.DESK, [text], using="default", without={str(without)}, least=LEAST
    )
    return {int(one.key): _said(one.probability) for one in answer.found}


def _said(probability: float) -> str:
    # Nothing is sure: a hundred percent would say so.
    percent = f"{probability:.0%}" if probability < 0.99 else "Over 99%"
    return f"{percent} likely the same"


def _others(claim: Claim) -> QuerySet[Claim]:
    return Claim.objects.exclude(pk=claim.pk)
