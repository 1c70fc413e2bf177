"""The states of a review, and who moves it: the one table that the workflow follows.

The picture in docs/architecture.md is generated from it (`manage.py states`), the triggers of the
database allow the same moves, and the admin shows the buttons that it gives.
"""

from dataclasses import dataclass
from enum import StrEnum

from claims.models import ReviewState as S


class Who(StrEnum):
    """Which person, among those with the permission, may take a step."""

    ANYONE = "anyone"
    AUTHOR = "its author"
    OTHER = "another person"
    UNTAKEN = "its author or, untaken, anyone"


@dataclass(frozen=True)
class Move:
    """One step: from any of `sources` to `target`, by whom, and what it asks for.

    Without a target the review stays where it is, and the step opens a new version beside it.
    """

    action: str
    label: str
    sources: tuple[S, ...]
    target: S | None
    permission: str
    who: Who = Who.ANYONE
    comment: bool = False
    gated: bool = False
    help: str = ""


MOVES = (
    Move(
        "start",
        "Take and start",
        (S.NEW, S.RETURNED),
        S.IN_REVIEW,
        "write_review",
        Who.UNTAKEN,
        help="You become its author.",
    ),
    Move(
        "submit",
        "Submit for approval",
        (S.IN_REVIEW, S.RETURNED),
        S.SUBMITTED,
        "write_review",
        Who.AUTHOR,
        gated=True,
        help="Somebody else approves it; until then it is fixed.",
    ),
    Move(
        "return",
        "Return to its author",
        (S.SUBMITTED, S.APPROVED),
        S.RETURNED,
        "return_review",
        Who.OTHER,
        comment=True,
        help="Say what is missing.",
    ),
    Move(
        "approve",
        "Approve",
        (S.SUBMITTED,),
        S.APPROVED,
        "approve_review",
        Who.OTHER,
        gated=True,
        help="You vouch for it as the second person.",
    ),
    Move(
        "publish",
        "Publish",
        (S.APPROVED,),
        S.PUBLISHED,
        "publish_review",
        gated=True,
        help="It enters the public record, for good.",
    ),
    Move(
        "correct",
        "Correct",
        (S.PUBLISHED, S.RETRACTED),
        None,
        "correct_review",
        comment=True,
        help="Opens a new version for its author; what is public stays so meanwhile.",
    ),
    Move(
        "retract",
        "Retract",
        (S.PUBLISHED,),
        S.RETRACTED,
        "retract_review",
        Who.OTHER,
        comment=True,
        help="A public tombstone with your reason takes its place.",
    ),
    Move(
        "decline",
        "Decline",
        (S.NEW, S.IN_REVIEW, S.RETURNED),
        S.DECLINED,
        "decline_review",
        Who.UNTAKEN,
        comment=True,
        help="The claim will not be checked; it can be reopened.",
    ),
    Move(
        "reopen",
        "Reopen",
        (S.DECLINED,),
        S.NEW,
        "reopen_review",
        comment=True,
        help="Back to the queue, without an author.",
    ),
)

BY_ACTION = {move.action: move for move in MOVES}

BY_WORKFLOW = {(S.PUBLISHED, S.SUPERSEDED)}
"""Moves that follow from another: publishing a correction supersedes the version before it."""


def pairs() -> set[tuple[S, S]]:
    """Every pair of different states that a review may go through."""
    moves = {(source, move.target) for move in MOVES if move.target for source in move.sources}
    return moves | BY_WORKFLOW
