"""Earlier reviews of the same or a similar claim, so that nobody writes one twice.

First the claims about the same subject and property, the claimant's own before others'; then those
that share the most words. The cost is bounded: indexes find at most so many candidates.
"""

from dataclasses import dataclass
from itertools import combinations

from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Case, Func, QuerySet, TextField, When

from claims.desk import opinions
from claims.models import Claim, Review

SHOWN = 5
CANDIDATES = 300
"""How many claims that share two words are ranked, at the most."""
WORDS = 8
"""How many words of a claim are looked for: the longest, which are the rarest as a rule."""
SAME_POINT, SAME_WORDS = "Same point at issue", "Similar words"
VECTOR = SearchVector("text", config="factcheck_english")


@dataclass(frozen=True)
class Similar:
    """The newest review of a claim that is like the one asked about, and in what it is like it."""

    review: Review
    why: str


def to(claim: Claim, *, user: User) -> list[Similar]:
    """Return the reviews of what is most like `claim`, at most `SHOWN`, those with a verdict first.

    `rating_shown` of each says whether its rating may be shown to `user` (claims/desk/opinions.py).

    Four queries at the most.
    """
    why = dict.fromkeys(_same_point(claim), SAME_POINT)
    if len(why) < SHOWN:
        for pk in _same_words(claim):
            why.setdefault(pk, SAME_WORDS)
    shown = list(why)[:SHOWN]
    reviews = opinions.tell_shown(Review.objects.filter(claim__in=shown), user)
    reviews = reviews.order_by("claim_id", "-version")
    named = reviews.distinct("claim_id").select_related("claim__claimant", "author", "rating")
    by_claim = {review.claim_id: review for review in named.defer("explanation")}
    found = [Similar(by_claim[pk], why[pk]) for pk in shown if pk in by_claim]
    return sorted(found, key=lambda one: one.review.rating_id is None)


def _same_point(claim: Claim) -> list[int]:
    if not claim.subject:
        return []
    rows = _others(claim).filter(subject=claim.subject, property=claim.property)
    own = Case(When(claimant=claim.claimant_id, then=0), default=1) if claim.claimant_id else "pk"
    return list(rows.order_by(own, "-pk").values_list("pk", flat=True)[:SHOWN])


def _same_words(claim: Claim) -> list[int]:
    query = _query(claim)
    if query is None:
        return []
    alike = _others(claim).annotate(words=VECTOR, rank=SearchRank(VECTOR, query))
    # The newest of those that share two words; ranked here, so that only these are.
    found = alike.filter(words=query).order_by("-pk").values_list("rank", "pk")[:CANDIDATES]
    return [pk for _rank, pk in sorted(found, reverse=True)[:SHOWN]]


def _query(claim: Claim) -> SearchQuery | None:
    """Ask for any two of the claim's words together: one alone would find half of the desk."""
    stems = Func(VECTOR, function="tsvector_to_array", output_field=ArrayField(TextField()))
    found = Claim.objects.filter(pk=claim.pk).annotate(stems=stems).values_list("stems", flat=True)
    plain = [stem for stem in (found.first() or []) if stem.isalnum()]
    words = sorted(plain, key=lambda word: (-len(word), word))[:WORDS]
    if len(words) < 2:
        return None
    pairs = " | ".join(f"({one} & {other})" for one, other in combinations(words, 2))
    return SearchQuery(pairs, search_type="raw", config="simple")


def _others(claim: Claim) -> QuerySet[Claim]:
    return Claim.objects.exclude(pk=claim.pk)
