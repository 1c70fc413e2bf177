"""What the software proposes, as people meet it: on the board, on a review, in its own list."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.desk.contradictions import board
from claims.desk.review import workflow
from claims.desk.rivals import queue
from claims.models import Claim, Contradiction, Repetition
from tests import factories
from tests.admin import pages

pytestmark = pytest.mark.django_db
BOARD = "/admin/claims/contradiction/board/"
REPETITIONS = "/admin/claims/contradiction/repetitions/"
SAME = (
    "China is the second-largest trading partner of Canada.",
    "Carney said that China is the second largest trading partner of Canada.",
)


def compare():
    while queue.work():
        pass


def bare(text):
    """A claim whose point at issue nobody has written."""
    return factories.claim(text=text, subject="", property="", value="")


def holder(name):
    point = {"subject": "Canada", "property": "prime minister", "value": name}
    return factories.claim(text=f"{name} it is.", **point)


def rivals():
    pair = holder("Justin Trudeau"), holder("Mark Carney")
    compare()
    return (*pair, Contradiction.objects.get())


def repetition():
    pair = [bare(text) for text in SAME]
    compare()
    return (*pair, Repetition.objects.get())


def review_of(claim):
    return workflow.open_review(claim)


def decide(row, decision):
    return reverse("admin:claims_repetitions_decide", args=[row.pk, decision])


def queries(browser, url):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def press(browser, place, row, decision):
    """Send the form of the button on the page at `place`."""
    page = browser.get(place).content.decode()
    form = page.partition(f'id="quick-{row.pk}-{decision}"')[2].partition("</form>")[0]
    typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    url = reverse("admin:claims_contradiction_decide", args=[row.pk, decision])
    return browser.post(url, typed)


def test_board_shows_the_reason_the_score_and_the_words_that_differ(desk):
    rivals()
    page = desk.browsers.bob.get(BOARD).content.decode()
    assert "Both say who is prime minister of Canada; one says Justin Trudeau" in page
    assert "<mark>Mark Carney</mark>" in page
    assert "by comparison" in page
    assert ">0.97<" in page


def test_editor_accepts_on_the_board_with_one_press_and_is_back_there(desk):
    *_, row = rivals()
    assert press(desk.browsers.bob, BOARD, row, "confirm").url == BOARD
    row.refresh_from_db()
    assert (row.status, row.decided_by) == ("confirmed", desk.bob)


def test_editor_dismisses_from_a_review_and_is_back_there(desk):
    one, _, row = rivals()
    review = review_of(one)
    page = desk.browsers.bob.get(pages.of(review)).content.decode()
    assert f'form="quick-{row.pk}-dismiss"' in page
    answer = press(desk.browsers.bob, pages.of(review), row, "dismiss")
    assert answer.url == pages.of(review)
    row.refresh_from_db()
    assert (row.status, row.resolution) == ("dismissed", "Looked at: these two go together.")


def test_reviewer_sees_proposals_and_does_not_decide(desk):
    one, _, row = rivals()
    page = desk.browsers.alice.get(pages.of(review_of(one))).content.decode()
    assert "Both say who is prime minister" in page
    assert f"quick-{row.pk}" not in page
    url = reverse("admin:claims_contradiction_decide", args=[row.pk, "confirm"])
    assert desk.browsers.alice.post(url).status_code == 403


def test_surest_come_first_and_not_ten_of_one_point_in_a_row(desk):
    claims = [factories.claim(subject=name, property="rate") for name in "aaab"]
    scores = [(0, 1, 0.95), (1, 2, 0.94), (0, 3, 0.9)]
    for one, other, score in scores:
        factories.contradiction(claims[one], claims[other], score=score)
    Contradiction.objects.filter(score=0.9).update(left=claims[3], right=claims[0])
    cards = desk.browsers.bob.get(BOARD, {"order": "surest"}).context["cards"]
    assert [card.row.score for card in cards] == [0.95, 0.9, 0.94]


def test_the_board_says_that_others_wait_behind_the_surest(desk, monkeypatch):
    """Wrong outcome: it says so where there are just as many, and nobody waits."""
    monkeypatch.setattr(board, "SUREST", 2)
    for score in (0.9, 0.8, 0.7):
        factories.contradiction(factories.claim(), factories.claim(), score=score)
    told = "As they are decided, others take their places."
    assert told in desk.browsers.bob.get(BOARD, {"order": "surest"}).content.decode()
    assert told not in desk.browsers.bob.get(BOARD).content.decode()
    monkeypatch.setattr(board, "SUREST", 3)
    assert told not in desk.browsers.bob.get(BOARD, {"order": "surest"}).content.decode()


def test_repetition_is_joined_as_one_more_appearance(desk):
    older, newer, row = repetition()
    article = newer.appearances.get().article
    answer = desk.browsers.alice.post(decide(row, "join"), follow=True)
    assert "Joined: its places are appearances of" in answer.content.decode()
    assert older.appearances.filter(article=article).count() == 1
    row.refresh_from_db()
    assert (row.status, row.decided_by) == ("joined", desk.alice)
    review = newer.reviews.get()
    assert review.state == "declined"
    assert "The same statement as" in review.transitions.get().comment


def test_repetition_whose_review_has_begun_is_not_thrown_away(desk):
    older, newer, row = repetition()
    workflow.start(review_of(newer), by=desk.alice)
    answer = desk.browsers.alice.post(decide(row, "join"), follow=True)
    assert "has begun" in answer.content.decode()
    assert older.appearances.count() == 1
    row.refresh_from_db()
    assert row.status == "suggested"


@pytest.mark.parametrize("given_up", ["declined", "retracted"])
def test_repetition_of_what_was_given_up_is_not_joined(desk, given_up):
    older, newer, row = repetition()
    if given_up == "declined":
        workflow.decline(review_of(older), by=desk.alice, comment="Not checkable.")
    else:
        review = factories.published(desk.alice, desk.bob, of=older)
        workflow.retract(review, by=desk.bob, comment="Withdrawn.")
    answer = desk.browsers.alice.post(decide(row, "join"), follow=True)
    assert "reopen it first" in answer.content.decode()
    assert newer.reviews.get().state == "new"


@pytest.mark.parametrize("side", [0, 1])
def test_repetition_does_not_wait_while_a_side_is_declined(desk, side):
    pair = repetition()[:2]
    assert "The older" in desk.browsers.alice.get(REPETITIONS).content.decode()
    workflow.decline(review_of(pair[side]), by=desk.alice, comment="Not checkable.")
    assert "The older" not in desk.browsers.alice.get(REPETITIONS).content.decode()


@pytest.mark.parametrize("decision", ["join", "dismiss"])
def test_repetition_is_decided_of_what_was_shown(desk, decision):
    _, newer, row = repetition()
    page = desk.browsers.alice.get(REPETITIONS).content.decode()
    form = page.partition(f'id="repetition-{row.pk}-{decision}"')[2].partition("</form>")[0]
    typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    Claim.objects.filter(pk=newer.pk).update(text="China is no trading partner of Peru.")
    answer = desk.browsers.alice.post(decide(row, decision), typed, follow=True)
    assert "has changed meanwhile" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "suggested"
    assert newer.reviews.get().state == "new"


def test_two_statements_stay_two_and_are_not_proposed_again(desk):
    *_, row = repetition()
    desk.browsers.alice.post(decide(row, "dismiss"))
    queue.scan_all()
    compare()
    row.refresh_from_db()
    assert row.status == "dismissed"
    assert (
        "No claim says what another says" in desk.browsers.alice.get(REPETITIONS).content.decode()
    )


def test_decided_repetition_is_refused_and_says_by_whom(desk):
    *_, row = repetition()
    desk.browsers.alice.post(decide(row, "dismiss"))
    answer = desk.browsers.bob.post(decide(row, "join"), follow=True)
    assert "dismissed already (by alice)" in answer.content.decode()


def test_asking_for_a_step_by_get_does_nothing(desk):
    *_, row = repetition()
    assert desk.browsers.alice.get(decide(row, "join")).url == REPETITIONS
    row.refresh_from_db()
    assert row.status == "suggested"
    assert desk.browsers.alice.get(decide(row, "eat")).status_code == 404


def test_proposed_point_is_shown_as_proposed_and_taken_as_mended(desk):
    claim = bare("Doug Ford is premier of Ontario.")
    compare()
    review = review_of(claim)
    page = desk.browsers.alice.get(pages.of(review)).content.decode()
    assert 'id="proposed-point"' in page
    assert 'value="Doug Ford"' in page
    said = {"subject": "Ontario", "property": "premier", "value": "Doug Ford, for now"}
    said |= {"valid_from": "2018-06-29"}
    url = reverse("admin:claims_review_point", args=[review.pk])
    answer = desk.browsers.alice.post(url, said, follow=True)
    assert "rivals are looked for" in answer.content.decode()
    claim.refresh_from_db()
    assert (claim.subject, claim.value) == ("Ontario", "Doug Ford, for now")
    assert str(claim.valid_from) == "2018-06-29"
    assert 'id="proposed-point"' not in answer.content.decode()
    assert queue.waiting() == 1


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"value": ""}, "needs a subject, a property and a value"),
        ({"valid_from": "tomorrow"}, "is no day"),
        ({"unit": "x" * 51}, "unit:"),
        ({"valid_from": "2025-01-02", "valid_to": "2025-01-01"}, "must not lie before"),
    ],
)
def test_point_that_cannot_be_is_refused_with_its_reason(desk, said, refusal):
    claim = bare("Doug Ford is premier of Ontario.")
    review = review_of(claim)
    url = reverse("admin:claims_review_point", args=[review.pk])
    full = {"subject": "Ontario", "property": "premier", "value": "Doug Ford"} | said
    answer = desk.browsers.alice.post(url, full, follow=True)
    assert [refusal in str(said) for said in answer.context["messages"]] == [True]
    claim.refresh_from_db()
    assert claim.subject == ""


def test_point_that_somebody_gave_meanwhile_is_not_overwritten(desk):
    review = review_of(holder("Mark Carney"))
    url = reverse("admin:claims_review_point", args=[review.pk])
    said = {"subject": "Canada", "property": "king", "value": "Charles"}
    answer = desk.browsers.alice.post(url, said, follow=True)
    assert "has a point at issue meanwhile" in answer.content.decode()


def test_hostile_words_stay_words(desk):
    for text in SAME:
        bare(text.replace("China", "<script>alert(1)</script> China"))
    compare()
    review = review_of(Repetition.objects.get().claim)
    for url in (REPETITIONS, pages.of(review)):
        assert "<script>alert" not in desk.browsers.bob.get(url).content.decode()


def test_list_takes_the_same_number_of_queries_however_many_rows(desk):
    repetition()
    few = queries(desk.browsers.bob, REPETITIONS)
    for number in range(4):
        for text in SAME:
            bare(text.replace("second", f"number{number}"))
    compare()
    assert Repetition.objects.count() > 4
    assert queries(desk.browsers.bob, REPETITIONS) == few
