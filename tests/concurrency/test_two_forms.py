"""Two people press Save at one moment, each on a connection of their own."""

import pytest
from django.test import Client

from claims.models import Claim
from tests import factories
from tests.admin import forms, pages
from tests.concurrency.test_races import together

REPEATS = 5


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("_", range(REPEATS))
def test_two_saves_of_one_claim(committed_db, _):
    """Wrong: both are saved, and the second silently overwrites what the first said."""
    claim = factories.claim(text="Duty on canola is 75.8 percent.")
    texts = ["Duty on canola is 84 percent.", "Duty on canola is 100 percent."]
    browsers = [logged_in(user) for user in (committed_db.cast.alice, committed_db.cast.charlie)]
    sent = [
        forms.opened(browser, pages.of(claim), text=text)
        for browser, text in zip(browsers, texts, strict=True)
    ]
    answers = together(
        lambda: browsers[0].post(pages.of(claim), sent[0]).status_code,
        lambda: browsers[1].post(pages.of(claim), sent[1]).status_code,
    )
    assert sorted(answers) == [302, 409]
    assert Claim.objects.get().text == texts[answers.index(302)]


@pytest.mark.parametrize("_", range(REPEATS))
def test_deciding_while_another_describes(committed_db, _):
    """Wrong: it is decided upon words that the one who decided has never read."""
    row = factories.contradiction(factories.claim(), factories.claim(), note="Two rates.")
    alice, bob = (logged_in(user) for user in (committed_db.cast.alice, committed_db.cast.bob))
    described = {"kind": row.kind, "relation": row.relation, "note": "Something else."}
    described |= {name: getattr(row, name) for name in ("left_value", "right_value")}
    described |= pages.shown(row)
    about = pages.about(row) | {"reason": "Two measures."}
    answers = together(
        lambda: alice.post(pages.of(row), described).status_code,
        lambda: bob.post(pages.decide(row, "dismiss"), about).status_code,
    )
    assert sorted(answers) == [302, 409]
