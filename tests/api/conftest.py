"""A small record with one of everything, for tests that only read."""

import json
from datetime import date
from types import SimpleNamespace

import pytest

from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.models import Publication
from tests import factories


class Api:
    """A client that reads JSON and expects a status."""

    def __init__(self, client):
        self.client = client

    def get(self, path, status=200, **query):
        response = self.client.get(f"/api/v1/{path}", query)
        assert response.status_code == status, response.content
        return json.loads(response.content)

    def ids(self, path="claims/", **query):
        return [row["id"] for row in self.get(path, **query)["results"]]

    def refusal(self, path, **query):
        """Return the one error that names the one bad parameter."""
        (error,) = self.get(path, status=400, **query)["errors"]
        return error


@pytest.fixture
def api(client):
    return Api(client)


@pytest.fixture(scope="module")
def world(committed_module):
    """Published: two rates that contradict, a corrected, an old one; one retracted; drafts."""
    cast = committed_module.cast
    made = SimpleNamespace(cast=cast, **_claims())
    factories.published(cast.alice, cast.bob, of=made.old, rated="true")
    factories.published(cast.alice, cast.bob, of=made.left)
    _answer(factories.contradiction(made.left, made.right), cast)
    factories.published(cast.alice, cast.bob, of=made.right)
    made.first = factories.published(cast.alice, cast.bob, of=made.corrected)
    _correct(made.first, cast)
    gone = factories.published(cast.alice, cast.bob, of=made.retracted)
    workflow.retract(gone, by=cast.bob, comment="The source was withdrawn.")
    made.drafts = _drafts(cast)
    made.at = dict(Publication.objects.values_list("sequence", "published_at"))
    return made


def _claims():
    article = factories.article(
        key="canola", publisher=factories.publisher("The Globe <&> Mail"), headline="Canola"
    )
    claims = {
        "old": factories.claim(
            text="The premier visited Peking in 2017.", topics=["travel"], in_language="fr-CA",
            claim_date=date(2017, 5, 2), claimant=factories.claimant("Café Owner"),
        ),
        "left": factories.claim(
            slug="canola-75-8", text="China charges 75.8 % duty on canola seed.",
            topics=["canola", "tariffs"], valid_from=date(2025, 3, 14),
        ),
        "right": factories.claim(
            text="China charges 84 % duty on canola seed.", topics=["canola"],
            valid_from=date(2024, 1, 1), valid_to=date(2025, 3, 13), claimant=None,
            claimant_unknown=True,
        ),
        "corrected": factories.claim(text="Four people were detained.", valid_to=date(2020, 1, 1)),
        "retracted": factories.claim(text="Nobody was detained."),
    }  # fmt: skip
    claims["left"].appearances.create(
        article=article, exact="a 75.8% duty", prefix="imposed ", suffix=" on", start=10, end=22
    )
    return claims


def _answer(row, cast):
    noting.confirm(row, by=cast.bob)
    noting.resolve(
        row, by=cast.bob, resolution="The rate of August replaced the other.", holds=row.left
    )


def _correct(review, cast):
    new = workflow.correct(review, by=cast.bob, comment="A number was wrong.")
    workflow.write(new, by=cast.alice, correction_note="It said five; the ministry says four.")
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    workflow.publish(new, by=cast.bob)


def _drafts(cast):
    """One claim in each state that is not public."""
    drafts = {
        "new": workflow.open_review(factories.claim(text="SECRET new")),
        "in_review": factories.written(cast.alice, of=factories.claim(text="SECRET in review")),
        "submitted": factories.submitted(cast.alice, of=factories.claim(text="SECRET submitted")),
        "returned": factories.submitted(cast.alice, of=factories.claim(text="SECRET returned")),
        "approved": factories.approved(
            cast.alice, cast.bob, of=factories.claim(text="SECRET approved")
        ),
        "declined": workflow.open_review(factories.claim(text="SECRET declined")),
    }
    workflow.return_(drafts["returned"], by=cast.bob, comment="Say more.")
    workflow.decline(drafts["declined"], by=cast.bob, comment="Not checkable.")
    return drafts
