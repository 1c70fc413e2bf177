"""A verdict that waits for a blind second opinion is nowhere in the API: not even a claim of it."""

from django.test import Client

from claims.desk.review import workflow
from tests import factories


def test_api_tells_nothing_of_a_hidden_verdict(committed_db):
    cast = committed_db.cast
    published = factories.published(cast.alice, cast.bob)
    new = workflow.correct(published, by=cast.bob, comment="A number was wrong.")
    note = "A correction that gives it away"
    workflow.write(new, by=cast.alice, title="A title that gives it away", correction_note=note)
    workflow.submit(new, by=cast.alice)
    factories.assessed(factories.asked(cast.alice, cast.bob), cast.charlie, "true")
    for path in ("claims/", "changes/?since=0", f"claims/{new.claim.public_id}/", "facets/"):
        page = Client().get(f"/api/v1/{path}")
        assert page.status_code == 200
        for secret in ("gives it away", factories.RATIONALE):
            assert secret not in b"".join(page).decode()
