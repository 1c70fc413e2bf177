"""What a review stands on, each part read once: for the standards, and for what they let pass."""

from functools import cached_property
from typing import NamedTuple

from django.db import connection

from claims.models import Appearance, Article, Contradiction, Evidence, ReplyRequest, Review

BESIDE = """
SELECT
    ARRAY(
        SELECT status FROM claims_contradiction WHERE left_id = %(claim)s OR right_id = %(claim)s
    ),
    EXISTS (SELECT FROM claims_replyrequest WHERE claim_id = %(claim)s AND public)
"""
"""Most claims have neither: one look at both."""


class _Beside(NamedTuple):
    statuses: list[str]
    has_replies: bool


class Material:
    """The rows beside a review and its claim, as they were when each was first asked for.

    Whoever takes a step makes one under its locks, so that what is published is what was judged.
    A query for evidence, one for passages, one that says if there is anything else; and one for
    each of what there seldom is.
    """

    def __init__(self, review: Review) -> None:
        self.review = review
        self.claim = review.claim

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Each with its source, and with the article where the source is one."""
        rows = list(self.review.evidence.select_related("source__publisher").order_by("pk"))
        # Few are, and a join is planned each time.
        keys = {row.source.article_id for row in rows} - {None}
        if keys:
            articles = Article.objects.select_related("publisher").defer("text").in_bulk(keys)
            for row in rows:
                if row.source.article_id:
                    row.source.article = articles[row.source.article_id]
        return rows

    @cached_property
    def appearances(self) -> list[Appearance]:
        rows = self.claim.appearances.select_related("article__publisher")
        return list(rows.defer("article__text").order_by("article__key", "start"))

    @cached_property
    def unanswered(self) -> int:
        """How many contradictions are confirmed, and nobody has said how they are resolved."""
        return self._beside.statuses.count(Contradiction.Status.CONFIRMED)

    @cached_property
    def answered(self) -> list[Contradiction]:
        """The contradictions that the desk has answered, in a fixed order."""
        if Contradiction.Status.RESOLVED not in self._beside.statuses:
            return []
        rows = Contradiction.objects.of(self.claim).filter(status=Contradiction.Status.RESOLVED)
        return list(rows.select_related("left", "right", "holds").order_by("pk"))

    @cached_property
    def replies(self) -> list[ReplyRequest]:
        """What readers learn of contacts with the claimant."""
        if not self._beside.has_replies:
            return []
        rows = ReplyRequest.objects.filter(claim=self.claim, public=True)
        return list(rows.order_by("contacted_at", "pk"))

    @cached_property
    def _beside(self) -> _Beside:
        with connection.cursor() as cursor:
            cursor.execute(BESIDE, {"claim": self.claim.pk})
            return _Beside(*cursor.fetchone())
