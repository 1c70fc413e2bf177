"""Every page against axe-core: light and dark, wide and narrow. A new page is one line here."""

import json
from datetime import date
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.test.utils import override_settings

from claims.desk.people import kept
from claims.desk.review import rereview, workflow
from claims.desk.rivals import queue
from claims.models import Rereview
from tests import factories
from tests.admin import pages
from tests.browser import serving

pytestmark = pytest.mark.browser

PUBLIC = {
    "front": "/",
    "front, found": "/?q=measure",
    "front, nothing found": "/?q=nowhere",
    "front, further": "/?cursor=ZjE",
    "claim": "/claims/now/",
    "claim, corrected": "/claims/corrected/",
    "claim, retracted": "/claims/retracted/",
    "claim, version": "/claims/corrected/versions/1/",
    "claim, retraction": "/claims/retracted/versions/1/retraction/",
    "card": "/claims/corrected/card/",
    "card, retracted": "/claims/retracted/card/",
    "contradictions": "/contradictions/",
    "contradictions, of a kind": "/contradictions/?kind=name&relation=supersedes",
    "contradiction": "/contradictions/{contradiction}/",
    "corrections": "/corrections/",
    "ratings": "/ratings/",
    "method": "/method/",
    "not found": "/claims/none/",
    "not understood": "/?cursor=x",
}
STATUS = {
    "claim, retracted": 410,
    "not found": 404,
    "not understood": 400,
    "closed to one's role": 403,
}
DESK = {
    "my day": "/admin/",
    "review, being written": "/admin/claims/review/{written}/change/",
    "review, two versions": "/admin/claims/review/{merged}/change/",
    "review, to approve": "/admin/claims/review/{submitted}/change/",
    "review, published": "/admin/claims/review/{published}/change/",
    "review, its history": "/admin/claims/review/{published}/history/",
    "contradiction": "/admin/claims/contradiction/{open}/change/",
    "contradiction, new": "/admin/claims/contradiction/add/",
    "contradictions board": "/admin/claims/contradiction/board/",
    "review, with proposals": "/admin/claims/review/{proposed}/change/",
    "repetitions": "/admin/claims/contradiction/repetitions/",
    "contradictions picture": "/admin/claims/contradiction/graph/",
    "re-reviews": "/admin/claims/rereview/",
    "re-review": "/admin/claims/rereview/{again}/change/",
    "contact, new": "/admin/claims/replyrequest/add/",
    "source": "/admin/claims/source/{source}/change/",
    "source, two versions": "/admin/claims/source/{source_merged}/change/",
    "contradiction, two versions": "/admin/claims/contradiction/{pair_merged}/change/",
    "article": "/admin/claims/article/{article}/change/",
    "claim": "/admin/claims/claim/{claim}/change/",
    "claim, new": "/admin/claims/claim/add/",
    "publication": "/admin/claims/publication/1/change/",
    "reviews": "/admin/claims/review/",
    "claims": "/admin/claims/claim/",
    "contradictions": "/admin/claims/contradiction/",
    "articles": "/admin/claims/article/",
    "sources": "/admin/claims/source/",
    "publications": "/admin/claims/publication/",
    "webhooks": "/admin/claims/webhookendpoint/",
    "webhook": "/admin/claims/webhookendpoint/{webhook}/change/",
    "webhook, new": "/admin/claims/webhookendpoint/add/",
    "deliveries": "/admin/claims/webhookdelivery/",
    "password": "/admin/password_change/",
    "one's own log-in": "/admin/two-step/",
    "import": "/admin/claims/claim/import/",
    "second opinion, blind": "/admin/claims/review/{asked}/change/",
    "second opinion, disputed": "/admin/claims/review/{disputed}/change/",
    "rules for second opinions": "/admin/claims/opinionrule/",
    "rule for second opinions, new": "/admin/claims/opinionrule/add/",
    "reports": "/admin/reports/",
    "agreement": "/admin/reports/agreement/",
    "import, articles": "/admin/claims/article/import/",
    "claims, none found": "/admin/claims/claim/?q=nowhere&state=new",
    "closed to one's role": "/admin/claims/rating/1/delete/",
}
WIDTHS = (1280, 390)
BAD = {"serious", "critical"}


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A desk with one of everything; yields its address, what to visit, and who is logged in."""
    with django_db_blocker.unblock(), serving.served() as address:
        cast = factories.cast()
        made = _contents(cast)
        session = Client()
        session.force_login(cast.bob)
        cookie = session.cookies["sessionid"].value
        yield SimpleNamespace(address=address, made=made, session=cookie)


def _contents(cast):
    before = factories.claim(
        slug="before", valid_from=date(2015, 11, 4), valid_to=date(2025, 3, 14), topics=["office"]
    )
    now = factories.claim(slug="now", valid_from=date(2025, 3, 14), topics=["office", "Canada"])
    other = factories.claim(slug="other", valid_from=date(2025, 12, 20))
    pair = factories.answered(before, now, by=cast.bob, kind="name", relation="supersedes")
    factories.answered(now, other, by=cast.bob, holds=now)
    for claim in (before, now, other):
        published = factories.published(cast.alice, cast.bob, of=claim)
    _corrected(cast)
    gone = factories.published(cast.alice, cast.bob, of=factories.claim(slug="retracted"))
    workflow.retract(gone, by=cast.bob, comment="The source was withdrawn.")
    factories.claim(priority=1)
    written = factories.written(cast.bob)
    open_ = factories.contradiction(written.claim, now)
    submitted = factories.submitted(cast.alice)
    source = published.evidence.first().source
    rereview.distrust(source, by=cast.bob, reason="It was forged.")
    asked = factories.asked(cast.alice, cast.bob)
    disputed = factories.asked(cast.alice, cast.bob)
    factories.assessed(disputed, cast.charlie, "true")
    said = dict.fromkeys(("kind", "relation", "left_value", "right_value", "note"), "Typed")
    return {
        "source": source.pk,
        "again": Rereview.objects.open().get(source=source).pk,
        "article": published.claim.appearances.get().article_id,
        "asked": asked.pk,
        "disputed": disputed.pk,
        "contradiction": pair.public_id,
        "written": written.pk,
        "merged": _two_versions(cast.bob).pk,
        "source_merged": _typed(factories.source(), cast.bob, title="Another title").pk,
        "pair_merged": _typed(
            factories.contradiction(before, submitted.claim), cast.bob, **said
        ).pk,
        "submitted": submitted.pk,
        "published": published.pk,
        "open": open_.pk,
        "claim": written.claim.pk,
        "webhook": _webhook(cast.bob),
        "proposed": _proposed().pk,
    }


def _proposed():
    """A claim without a point at issue, that contradicts one claim and repeats another."""
    texts = (
        "Mark Carney is prime minister of Canada.",
        "Justin Trudeau is prime minister of Canada.",
        "Observers said that Justin Trudeau is prime minister of Canada.",
    )
    said = {"subject": "", "property": "", "value": ""}
    claims = [factories.claim(text=text, **said) for text in texts]
    while queue.work():
        pass
    return workflow.open_review(claims[-1])


@override_settings(WEBHOOK_PRIVATE_TARGETS=True)
def _webhook(by):
    return factories.webhook("http://127.0.0.1:9/", by).pk


def _two_versions(author):
    """A review whose author typed something when the session had ended, and it changed meanwhile."""
    review = factories.written(author)
    typed = urlencode(pages.draft(review, title="Never in force"))
    kept.keep(typed, owner=author, path=pages.of(review))
    return workflow.write(review, by=author, title="In force since April", explanation="Shorter.")


def _typed(row, author, **fields):
    """Somebody typed `fields` into a page of content that never was, when the session had ended."""
    kept.keep(urlencode(fields | {"seen": ""}), owner=author, path=pages.of(row))
    return row


def _corrected(cast):
    first = factories.published(cast.alice, cast.bob, of=factories.claim(slug="corrected"))
    new = workflow.correct(first, by=cast.bob, comment="A number was wrong.")
    workflow.write(new, by=cast.alice, correction_note="It said five; the ministry says four.")
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    workflow.publish(new, by=cast.bob)


@pytest.fixture
def page(desk, browser):
    context = browser.new_context(base_url=desk.address, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def desk_page(desk, browser):
    context = browser.new_context(base_url=desk.address, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": desk.session, "url": desk.address}])
    yield context.new_page()
    context.close()


def _violations(page):
    """Return what axe-core finds serious on the page in each of its forms, and where."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            # The desk's colours change by transitions: in the midst of one they have no contrast.
            page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
            found += [(scheme, width, *violation) for violation in _serious(page)]
    return found


def _serious(page):
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in BAD:
            for node in violation["nodes"]:
                yield violation["id"], node["target"], node["html"][:200], node["failureSummary"]


def _told(found):
    return json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_accessible(desk, page, name):
    answer = page.goto(PUBLIC[name].format(**desk.made))
    assert answer.status == STATUS.get(name, 200)
    found = _violations(page)
    assert found == [], _told(found)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_does_not_scroll_sideways(desk, page, name):
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(PUBLIC[name].format(**desk.made))
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_api_docs_are_accessible(desk, page):
    page.goto("/api/v1/docs/")
    page.locator(".opblock-summary-control").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.wait_for_selector(".live-responses-table")
    found = _violations(page)
    assert found == [], _told(found)


def test_log_in_is_accessible(desk, page):
    page.goto("/admin/login/")
    found = _violations(page)
    assert found == [], _told(found)


@pytest.mark.parametrize("name", DESK)
def test_page_of_the_desk_is_accessible(desk, desk_page, name):
    answer = desk_page.goto(DESK[name].format(**desk.made))
    assert answer.status == STATUS.get(name, 200)
    desk_page.wait_for_load_state("networkidle")
    found = _violations(desk_page)
    assert found == [], _told(found)


def test_axe_would_find_what_is_wrong(desk, page):
    """The tests above can fail: a picture without words is found on the same page."""
    page.goto("/")
    page.evaluate("document.body.append(document.createElement('img'))")
    assert "image-alt" in [violation[0] for violation in _serious(page)]
