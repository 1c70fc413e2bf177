"""Second opinions at the desk: the blind page, and every other way to a hidden verdict."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.desk.review import comments, opinions, workflow
from claims.models import Assessment, Evidence, KeptForm, Look, OpinionDecision, OpinionRequest
from claims.record.material import Material
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db

TITLE = "A title that gives it away"
EXPLANATION = "An explanation that gives it away as well, in more words than the title has."
NOTE = "A note that gives it away"
COMMENT = "A comment that gives it away"
RATING = "Utterly wrong"
SECRETS = (TITLE, EXPLANATION, NOTE, COMMENT, RATING, "Refutes", 'class="desk-timeline"')
BLIND = ("charlie", "erin", "bob", "root")
"""A reviewer, a contributor, an editor and a superuser, none of whom has seen it."""


def opinion(review, what):
    return reverse(f"admin:claims_review_opinion_{what}", args=[review.pk])


@pytest.fixture
def hidden(desk):
    """Alice's submitted review, that was returned once, and asks for a second opinion."""
    boris = factories.person("boris", "editor")
    review = factories.written(desk.alice)
    rating = factories.rating("utterly-wrong", text=RATING)
    workflow.write(review, by=desk.alice, rating=rating, title=TITLE, explanation=EXPLANATION)
    for row in review.evidence.all():
        workflow.change_evidence(row, by=desk.alice, note=NOTE)
    workflow.submit(review, by=desk.alice)
    workflow.return_(review, by=boris, comment=COMMENT)
    workflow.submit(review, by=desk.alice)
    opinions.ask(review, by=boris)
    return review


def leaks(answer):
    page = answer.getvalue().decode()
    return [secret for secret in SECRETS if secret in page]


def answer(client, data=None, rated="true"):
    given = {"rating": factories.rating(rated, text="True").pk, "rationale": factories.RATIONALE}
    return given | (data or {})


@pytest.mark.parametrize("who", BLIND)
def test_page_shows_claim_and_sources_and_nothing_of_the_verdict(desk, hidden, who):
    client = getattr(desk.browsers, who)
    shown = client.get(pages.of(hidden))
    page = shown.content.decode()
    # The ratings that one can choose from are on the form of those who may assess.
    assert [secret for secret in leaks(shown) if secret != RATING] == []
    assert "checked" not in page
    for words in (hidden.claim.text, hidden.evidence.first().source.title, "Mark Carney"):
        assert words in page
    assert (opinion(hidden, "assess") in page) == (who != "erin")
    assert not Look.objects.exists()


def test_sources_stand_in_one_order_on_every_page(desk):
    """Wrong outcome: second opinions see them by title, and what is published has another order."""
    review = factories.written(desk.alice)
    for title in ("Zinc, the register", "A gazette", "Later, the second"):
        source = factories.source(title=title)
        workflow.attach(review, source, by=desk.alice, stance="context")
    author = desk.browsers.alice.get(pages.of(review)).context
    shown = [form.instance.pk for form in author["draft"].evidence]
    workflow.submit(review, by=desk.alice)
    approver = desk.browsers.bob.get(pages.of(review)).context
    opinions.ask(review, by=factories.person("boris", "editor"))
    blind = desk.browsers.charlie.get(pages.of(review)).context
    public = [row.pk for row in Material(review).evidence]
    assert len(shown) == 5
    assert shown == [row.pk for row in approver["evidence"]] == public
    assert shown == [row.pk for row in blind["sources"]]


@pytest.mark.parametrize("who", BLIND)
def test_no_page_of_the_desk_tells(desk, hidden, who):
    client = getattr(desk.browsers, who)
    like = _beside(desk, hidden, calls=getattr(desk, who))
    places = [
        "/admin/claims/contradiction/board/",
        "/admin/claims/contradiction/graph/",
        pages.listing("contradiction"),
        "/admin/claims/claim/export/",
        "/admin/claims/rereview/",
        f"/admin/claims/review/{hidden.pk}/history/",
        f"/admin/claims/review/{hidden.pk}/",
        "/admin/",
        pages.listing("review"),
        pages.listing("review") + "?q=measure",
        pages.listing("review") + "?_facets=True",
        pages.listing("claim"),
        pages.of(hidden.claim),
        f"/admin/claims/claim/{hidden.claim.pk}/history/",
        pages.of(hidden.evidence.first().source),
        f"/admin/claims/source/{hidden.evidence.first().source.pk}/history/",
        f"/admin/claims/source/{hidden.evidence.first().source.pk}/delete/",
    ]
    for place in places:
        shown = client.get(place, follow=True)
        # The form, the filters and the advice on a claim's words name every rating that there is.
        lists_ratings = "/review/" in place or place == pages.of(hidden.claim)
        named = {RATING} if lists_ratings else {SECRETS[-1]}
        assert shown.status_code in {200, 403}, place
        assert set(leaks(shown)) <= named, place
    page = client.get(pages.of(like)).content.decode()
    beside = page.partition('id="similar"')[2].replace("<mark>", "").replace("</mark>", "")
    assert hidden.claim.text in beside
    assert not [secret for secret in SECRETS if secret in beside.partition("</section>")[0]]


def _beside(desk, hidden, *, calls):
    """What other screens could tell by: a like claim's page, a contradiction, a comment."""
    claim = factories.claim(subject=hidden.claim.subject, property=hidden.claim.property)
    factories.contradiction(hidden.claim, claim)
    comments.add(hidden, by=desk.alice, body=f"@{calls}, {TITLE}: {COMMENT}")
    return workflow.open_review(claim)


@pytest.mark.parametrize("who", BLIND)
def test_list_shows_no_rating_of_an_open_review_that_one_has_not_seen(desk, hidden, who):
    client = getattr(desk.browsers, who)
    page = client.get(pages.listing("review")).content.decode()
    row = page[page.index('<td class="field-verdict') :].partition("</td>")[0]
    assert row.endswith("—")
    mine = desk.browsers.alice.get(pages.listing("review")).content.decode()
    assert RATING in mine[mine.index('<td class="field-verdict') :].partition("</td>")[0]


@pytest.mark.parametrize("who", BLIND)
@pytest.mark.parametrize(
    "guess",
    [
        "rated=utterly-wrong",
        "rating={rating}",
        "rating__id__exact={rating}",
        "rating_id={rating}",
        "rating__key=utterly-wrong",
        "title__startswith=A",
        "explanation__contains=gives",
        "as_of__isnull=True",
        "evidence__stance=refutes",
        "q=gives it away",
        "claim__reviews__rating={rating}",
    ],
)
def test_no_address_of_the_list_finds_it_by_its_verdict(desk, hidden, who, guess):
    client = getattr(desk.browsers, who)
    address = pages.listing("review") + "?" + guess.format(rating=hidden.rating_id)
    shown = client.get(address, follow=True)
    # Refused (400, or led back to the list without the guess), or nothing found.
    refused = shown.status_code == 400 or "e=1" in str(shown.redirect_chain)
    assert refused or hidden.claim.text not in shown.content.decode()


@pytest.mark.parametrize("who", BLIND)
@pytest.mark.parametrize("table", ["rating", "claim", "source"])
@pytest.mark.parametrize("lookup", ["review", "review__title__contains", "reviews", "evidence"])
def test_no_other_list_finds_rows_by_the_reviews_that_use_them(desk, hidden, who, table, lookup):
    shown = getattr(desk.browsers, who).get(f"{pages.listing(table)}?{lookup}={hidden.pk}")
    unknown = "e=1" in getattr(shown, "url", "")
    assert shown.status_code == 400 or unknown


def test_sorting_the_list_by_rating_is_not_offered(desk, hidden):
    """Its order would tell what its column does not."""
    page = desk.browsers.charlie.get(pages.listing("review")).content.decode()
    assert re.search(r'<th[^>]*class="[^"]*sortable[^"]*column-since', page)
    assert not re.search(r'<th[^>]*class="[^"]*sortable[^"]*column-verdict', page)


def test_deleting_a_rating_or_source_does_not_name_its_reviews(desk, hidden):
    source = hidden.evidence.first().source_id
    for place in (f"rating/{hidden.rating_id}", f"source/{source}"):
        page = desk.browsers.root.get(f"/admin/claims/{place}/delete/").content.decode()
        assert "Cannot delete" in page
        assert str(hidden) not in page
        assert "refutes" not in page
    assert "evidence: 1" in page


@pytest.mark.parametrize("who", BLIND)
@pytest.mark.parametrize(
    "action", ["approve", "return", "submit", "start", "decline", "publish", "none"]
)
def test_crafted_step_neither_tells_nor_moves(desk, hidden, who, action):
    data = {f"comment-{action}": "So.", "evidence-TOTAL_FORMS": "0"}
    shown = getattr(desk.browsers, who).post(pages.step(hidden, action), data)
    assert shown.status_code == 403
    assert set(leaks(shown)) <= {RATING}
    hidden.refresh_from_db()
    assert hidden.state == "submitted"


@pytest.mark.parametrize("who", BLIND)
def test_other_crafted_posts_tell_nothing(desk, hidden, who):
    client = getattr(desk.browsers, who)
    posts = {
        pages.of(hidden): pages.draft(hidden, title="Mine"),
        pages.assign(hidden): {"to": desk.charlie.pk},
        opinion(hidden, "ask"): {},
        opinion(hidden, "stand"): {"opinion-reason": "So."},
        opinion(hidden, "assess"): {"rating": "x", "rationale": ""},
    }
    for address, data in posts.items():
        assert set(leaks(client.post(address, data))) <= {RATING}, address
    assert not Look.objects.exists()
    assert not Assessment.objects.exists()


def test_reviewer_gives_an_opinion_and_then_sees_both(desk, hidden):
    assert "Second opinions asked" in desk.browsers.charlie.get("/admin/").content.decode()
    given = desk.browsers.charlie.post(opinion(hidden, "assess"), answer(desk), follow=True)
    page = given.content.decode()
    assert set(SECRETS) <= set(leaks(given)) | {"Refutes"}
    assert factories.RATIONALE in page
    assert "Disputed" in page
    assert Look.objects.filter(user=desk.charlie).exists()


def test_refused_opinion_keeps_what_was_typed(desk, hidden):
    data = answer(desk, {"rationale": "Too short"})
    page = desk.browsers.charlie.post(opinion(hidden, "assess"), data).content.decode()
    assert "20 characters or more" in page
    assert "Too short</textarea>" in page
    assert "checked" in page


def test_editor_who_opens_it_cannot_assess_it(desk, hidden):
    assert "cannot give the second opinion any more" in (
        desk.browsers.bob.get(pages.of(hidden)).content.decode()
    )
    opened = desk.browsers.bob.post(opinion(hidden, "look"), follow=True)
    assert TITLE in opened.content.decode()
    refused = desk.browsers.bob.post(opinion(hidden, "assess"), answer(desk))
    assert "seen a verdict" in refused.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("who", ["charlie", "erin"])
def test_who_does_not_approve_cannot_open_it(desk, hidden, who):
    shown = getattr(desk.browsers, who).post(opinion(hidden, "look"), follow=True)
    assert shown.status_code == 403
    assert not Look.objects.exists()


def test_asking_or_opening_by_address_alone_does_nothing(desk, hidden):
    for what in ("look", "assess"):
        assert desk.browsers.bob.get(opinion(hidden, what)).status_code == 302
    assert not Look.objects.exists()


def test_editor_lets_the_verdict_stand_and_approves(desk, hidden):
    factories.assessed(hidden, desk.charlie, "true")
    bob = desk.browsers.bob
    assert "Opinions differ" in bob.get("/admin/").content.decode()
    assert hidden.claim.text in bob.get(pages.listing("review") + "?whose=differ").content.decode()
    page = bob.post(pages.step(hidden, "approve")).content.decode()
    assert "The second opinion is another" in page
    assert factories.RATIONALE in page
    bob.post(opinion(hidden, "stand"), {"opinion-reason": "The gazette settles it."})
    assert OpinionDecision.objects.get().decided_by == desk.bob
    bob.post(pages.step(hidden, "approve"))
    hidden.refresh_from_db()
    assert hidden.state == "approved"


def test_decision_without_its_reason_is_refused(desk, hidden):
    factories.assessed(hidden, desk.charlie, "true")
    page = desk.browsers.bob.post(opinion(hidden, "stand")).content.decode()
    assert "Say why this verdict stands" in page


def test_editor_asks_by_hand_from_the_page(desk):
    review = factories.submitted(desk.alice)
    assert opinion(review, "ask") in desk.browsers.bob.get(pages.of(review)).content.decode()
    assert (
        opinion(review, "ask") not in desk.browsers.charlie.get(pages.of(review)).content.decode()
    )
    desk.browsers.bob.post(opinion(review, "ask"))
    assert OpinionRequest.objects.get().asked_by == desk.bob
    # Both have seen it above: it is for somebody else.
    for who in (desk.bob, desk.charlie):
        assert not opinions.may_assess(review, who)


def test_opening_any_full_page_is_a_look(desk):
    review = factories.written(desk.alice)
    desk.browsers.charlie.get(pages.of(review))
    desk.browsers.bob.get(f"/admin/claims/review/{review.pk}/history/")
    desk.browsers.root.post(pages.step(review, "approve"))
    desk.browsers.alice.get(pages.of(review))
    seen = {"charlie", "bob", "root", "alice"}
    assert set(Look.objects.values_list("user__username", flat=True)) == seen


def test_author_of_a_version_is_not_blind_to_the_next_one(desk):
    first = factories.published(desk.alice, desk.bob)
    desk.browsers.alice.get(pages.of(first))
    new = workflow.correct(first, by=desk.bob, comment="A number was wrong.", to=desk.bob)
    for row in new.evidence.all():
        workflow.detach(row, by=desk.bob)
        workflow.attach(new, factories.source(), by=desk.bob, stance="refutes")
    workflow.write(new, by=desk.bob, correction_note="It was four.")
    workflow.submit(new, by=desk.bob)
    opinions.ask(new, by=desk.bob)
    assert not opinions.may_assess(new, desk.alice)
    assert "Nobody asks for your opinion." in desk.browsers.alice.get("/admin/").content.decode()


def test_page_of_the_published_version_does_not_tell_the_next_one(desk):
    first = factories.published(desk.alice, desk.bob)
    new = workflow.correct(first, by=desk.bob, comment="A number was wrong.")
    rating = factories.rating("utterly-wrong", text=RATING)
    workflow.write(new, by=desk.alice, rating=rating, correction_note="It was four.")
    comments.add(new, by=desk.alice, body=COMMENT)
    workflow.submit(new, by=desk.alice)
    opinions.ask(new, by=desk.bob)
    page = desk.browsers.charlie.get(pages.of(first)).content.decode()
    assert opinion(new, "assess") in page
    assert COMMENT not in page
    assert first.explanation not in page
    assert opinions.may_assess(new, desk.charlie)


def test_page_of_a_reopened_review_shows_what_was_written_and_is_a_look(desk):
    review = factories.started(desk.alice)
    workflow.write(review, by=desk.alice, explanation=EXPLANATION)
    workflow.attach(review, factories.source(), by=desk.alice, stance="refutes", note=NOTE)
    workflow.decline(review, by=desk.alice, comment="Not checkable.")
    workflow.reopen(review, by=desk.bob, comment="It is, after all.")
    assert NOTE in desk.browsers.charlie.get(pages.of(review)).content.decode()
    assert Look.objects.filter(user=desk.charlie).exists()


def test_list_shows_no_rating_of_what_was_declined_and_may_be_reopened(desk):
    review = factories.written(desk.alice)
    workflow.decline(review, by=desk.alice, comment="Not checkable.")
    page = desk.browsers.charlie.get(pages.listing("review")).content.decode()
    assert page[page.index('<td class="field-verdict') :].partition("</td>")[0].endswith("—")
    found = desk.browsers.charlie.get(pages.listing("review") + "?rated=false").content.decode()
    assert review.claim.text not in found


def test_hidden_from_the_moment_it_is_asked(desk):
    review = factories.written(desk.alice)
    opinions.ask(review, by=desk.bob)
    page = desk.browsers.charlie.get(pages.of(review)).content.decode()
    assert "until then its verdict is hidden" in page
    assert opinion(review, "assess") not in page


def test_hostile_rationale_and_reason_are_escaped(desk, hidden):
    hostile = "<script>alert('x')</script> and more"
    rating = factories.rating("true", text="True")
    opinions.assess(hidden, by=desk.charlie, rating=rating, rationale=hostile)
    opinions.decide(hidden, by=desk.bob, reason=hostile)
    assert "<script>alert" not in desk.browsers.bob.get(pages.of(hidden)).content.decode()


def test_blind_page_asks_as_much_of_the_database_for_many_sources(desk, hidden):
    few = queries(desk.browsers.charlie, hidden)
    workflow.return_(hidden, by=desk.bob, comment="More.")
    for _ in range(5):
        workflow.attach(hidden, factories.source(), by=desk.alice, stance="context")
        factories.contradiction(hidden.claim, factories.claim())
    workflow.submit(hidden, by=desk.alice)
    assert Evidence.objects.filter(review=hidden).count() == 7
    assert queries(desk.browsers.charlie, hidden) == few <= 24


def queries(client, review):
    client.get(pages.of(review))
    with CaptureQueriesContext(connection) as captured:
        client.get(pages.of(review))
    return len(captured)


def test_rationale_that_was_sent_after_the_session_ended_is_kept(desk, hidden):
    """For who typed it alone, and without a word of the verdict."""
    page, typed = pages.of(hidden), "The gazette of March says otherwise than the claim."
    form = desk.browsers.charlie.get(page).context
    sent = answer(None, {"rationale": typed, "owner": form["owner"]})
    late = desk.browsers.nobody.post(opinion(hidden, "assess"), sent)
    assert late["Location"] == f"/admin/login/?next={page}"
    found = desk.browsers.charlie.get(page)
    assert typed in found.content.decode()
    assert "checked" in found.content.decode()
    assert set(leaks(found)) <= {RATING}  # One of those to choose from.
    assert typed not in desk.browsers.bob.get(page).content.decode()
    assert desk.browsers.charlie.post(opinion(hidden, "assess"), sent).status_code == 302
    assert not KeptForm.objects.exists()
