"""Each step of the review: who may take it, from where, and what it leaves behind."""

import pytest

from claims import exceptions
from claims.desk import workflow
from claims.models import Publication, Review
from tests import factories

pytestmark = pytest.mark.django_db


def test_claim_enters_with_a_new_review():
    review = workflow.open_review(factories.claim())
    assert (review.state, review.version, review.author) == ("new", 1, None)


def test_whole_way_from_new_to_published(cast):
    review = factories.published(cast.alice, cast.bob)
    assert review.state == "published"
    assert (review.author, review.reviewer) == (cast.alice, cast.bob)
    entry = Publication.objects.get(claim_id=review.claim.public_id)
    assert (entry.sequence, entry.kind, entry.version) == (1, "publication", 1)
    actions = list(review.transitions.values_list("action", flat=True))
    assert actions == ["start", "submit", "approve", "publish"]
