"""The page of a claim in Chromium: its ClaimReview is data there, and the policy lets it be."""

import json

import pytest

from claims.desk.review import workflow
from tests import factories
from tests.browser import serving

pytestmark = pytest.mark.browser
EVIL = "</script><!--<script>window.hacked = true</script>\u2028&lt;"


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A desk that has published one claim, with a hostile text; yields the address of its page."""
    with django_db_blocker.unblock(), serving.served() as address:
        cast = factories.cast()
        review = factories.written(cast.alice, of=factories.claim(text=EVIL, slug="evil"))
        workflow.write(review, by=cast.alice, explanation=EVIL * 9)
        workflow.submit(review, by=cast.alice)
        workflow.approve(review, by=cast.bob)
        workflow.publish(review, by=cast.bob)
        yield f"{address}/claims/evil/"


def test_claim_review_is_read_and_the_policy_is_not_violated(desk, browser):
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(
        "window.violations = [];"
        "addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))"
    )
    response = page.goto(desk)
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert "unsafe-inline" not in response.headers["content-security-policy"]
    block = page.locator("script[type='application/ld+json']")
    assert json.loads(block.text_content())["claimReviewed"] == EVIL
    assert page.locator("script").count() == 1
    assert page.locator("h1").text_content() == EVIL
    assert page.evaluate("window.violations") == []
    assert page.evaluate("window.hacked") is None
    assert said == []
    page.close()


def test_policy_would_have_told_of_a_script(desk, browser):
    """The test above can fail: a script in the page is seen by the same listener."""
    page = browser.new_page()
    page.add_init_script(
        "window.violations = [];"
        "addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))"
    )
    page.goto(desk)
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    page.wait_for_function("window.violations.length > 0")
    page.close()
