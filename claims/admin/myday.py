"""The front page: what is mine, what waits for me, what is stuck; only what this person can do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse

from claims.admin import show
from claims.admin.lists.filters import WHOSE
from claims.admin.review import presence
from claims.desk.lists import counting
from claims.desk.review import opinions
from claims.models import (
    Claim,
    CommentMention,
    Contradiction,
    OpinionRequest,
    Rereview,
    Review,
)

SHOWN = 5
"""Rows of each list; the rest is one click away."""


@dataclass(frozen=True)
class Row:
    """One line: what it is about, where it stands, and its page."""

    text: str
    url: str
    badge: str
    detail: str


@dataclass(frozen=True)
class Section:
    """One list, with how many there are and where all of them stand."""

    key: str
    title: str
    empty: str
    count: int
    rows: list[Row]
    url: str

    @property
    def counted(self) -> str:
        """How many, as people read it."""
        return counting.told(self.count)


def sections(user: User) -> list[Section]:
    """Return the lists for `user`, those that wait for an answer first."""
    return list(_sections(user))


def _sections(user: User) -> Iterator[Section]:
    if user.has_perm("claims.view_review") and (section := _mentioned(user)).count:
        yield section
    if user.has_perm("claims.write_review"):
        yield _reviews(user, "returned", "Returned to you", "Nothing came back to you.")
    if user.has_perm("claims.approve_review"):
        empty = "Nothing waits for your approval."
        yield _reviews(user, "approve", "Waiting for your approval", empty)
    if user.has_perm("claims.add_assessment"):
        yield _asked(user)
    if user.has_perm("claims.add_opiniondecision"):
        yield _reviews(user, "differ", "Opinions differ", "No opinions differ.")
    if user.has_perm("claims.publish_review"):
        yield _reviews(user, "publish", "Ready to publish", "Nothing is approved and unpublished.")
    if user.has_perm("claims.write_review"):
        yield _reviews(user, "mine", "Yours", "You have no open review: take one.")
        yield _reviews(user, "unassigned", "Unassigned, by priority", "The queue is empty.")
    if user.has_perm("claims.assign_review"):
        yield _reviews(user, "stuck", "Stuck for 7 days", "Everything is moving.")
    if user.has_perm("claims.decide_contradiction"):
        yield _contradictions()
    if user.has_perm("claims.answer_rereview"):
        yield _rereviews()
    if user.has_perm("claims.add_claim") and not user.has_perm("claims.write_review"):
        yield _added(user)


def _reviews(user: User, whose: str, title: str, empty: str) -> Section:
    _label, question = WHOSE[whose]
    found = question(Review.objects.all(), user)
    ordered = found if whose == "unassigned" else found.order_by("moved_at", "pk")
    rows = ordered.select_related("claim", "author", "lease__holder")[:SHOWN]
    url = f"{reverse('admin:claims_review_changelist')}?whose={whose}"
    return Section(
        whose, title, empty, counting.up_to(found), [_row(row, user) for row in rows], url
    )


def _mentioned(user: User) -> Section:
    """Comments that call `user`, who has not opened their threads since, the oldest first.

    What they say is left out where it could tell a verdict that is kept from `user`.
    """
    found = CommentMention.objects.waiting_for(user)
    read = found.select_related("comment__author", "comment__review__claim").order_by("pk")[:SHOWN]
    comments = [mention.comment for mention in read]
    reviews = Review.objects.filter(pk__in=[comment.review_id for comment in comments])
    open_to = set(opinions.shown(reviews, user).values_list("pk", flat=True))
    rows = [
        Row(
            show.shortened(comment.body) if comment.review_id in open_to else "A comment calls you",
            f"{show.page(comment.review)}#comment-{comment.pk}",
            "",
            f"{comment.author}, {comment.created_at:%-d %b}:"
            f" {show.shortened(comment.review.claim.text, 60)}",
        )
        for comment in comments
    ]
    url = f"{reverse('admin:claims_review_changelist')}?whose=mentioned"
    return Section("mentioned", "Mentioned", "Nobody calls you.", counting.up_to(found), rows, url)


def _asked(user: User) -> Section:
    """Second opinions that this person can still give: nothing tells whose review it is."""
    found = OpinionRequest.objects.waiting_for(user).order_by("review__claim__priority", "pk")
    rows = [
        Row(
            show.shortened(asked.review.claim.text),
            show.page(asked.review),
            "",
            f"priority {asked.review.claim.priority}, asked {asked.asked_at:%-d %b}",
        )
        for asked in found.select_related("review__claim")[:SHOWN]
    ]
    url = f"{reverse('admin:claims_review_changelist')}?whose=asked"
    empty = "Nobody asks for your opinion."
    return Section("asked", "Second opinions asked", empty, counting.up_to(found), rows, url)


def _row(review: Review, user: User) -> Row:
    detail = f"priority {review.claim.priority}" if review.author is None else str(review.author)
    if review.version > 1:
        detail += f", version {review.version}"
    return Row(
        show.shortened(review.claim.text),
        show.page(review),
        show.state(review.state),
        f"{detail}, since {review.moved_at:%-d %b}{_at_it(review, user)}",
    )


def _at_it(review: Review, user: User) -> str:
    who = presence.others(review, user)
    return f" · {who} is on it now" if who else ""


def _contradictions() -> Section:
    found = Contradiction.objects.undecided()
    rows = [
        Row(
            f"{row.left_value} / {row.right_value}",
            show.page(row),
            show.badge(row.status, row.get_status_display()),
            row.get_kind_display(),
        )
        for row in found.order_by("status", "pk")[:SHOWN]
    ]
    url = reverse("admin:claims_contradiction_board")
    empty = "No contradiction waits for a decision."
    return Section("decide", "Contradictions to decide", empty, counting.up_to(found), rows, url)


def _rereviews() -> Section:
    found = Rereview.objects.open()
    rows = [
        Row(
            show.shortened(row.claim.text),
            show.page(row),
            "",
            f"{row.get_reason_display()}, since {row.since:%-d %b}",
        )
        for row in found.select_related("claim").order_by("since", "pk")[:SHOWN]
    ]
    url = reverse("admin:claims_rereview_changelist")
    empty = "No published claim waits."
    return Section("again", "Published, to look at again", empty, counting.up_to(found), rows, url)


def _added(user: User) -> Section:
    found: QuerySet[Any] = Claim.objects.filter(created_by=user)
    rows = [
        Row(show.shortened(claim.text), show.page(claim), "", f"{claim.created_at:%-d %b}")
        for claim in found.order_by("-pk")[:SHOWN]
    ]
    url = f"{reverse('admin:claims_claim_changelist')}?created_by={user.pk}"
    return Section(
        "added", "Added by you", "You have added no claim.", counting.up_to(found), rows, url
    )
