"""Everything that the desk refuses, in words that say what was wrong and what to do.

Errors of the domain know no HTTP: claims.api.errors and the admin put them on a page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError


class DeskError(Exception):
    """The desk refused this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class NotPermitted(DeskError):
    """You may not do this: ask an editor for the role that it needs."""


class WrongState(DeskError):
    """The review does not stand where this step starts: reload the page to see where it is."""


class AlreadyTaken(WrongState):
    """Somebody else was first: reload the page to see who has it."""


class SamePerson(DeskError):
    """Two people, always: somebody who did not write this review must do this step."""


class CommentNeeded(DeskError):
    """This step needs a comment: say why."""


class StandardsUnmet(DeskError):
    """The review does not meet the desk's standards yet."""

    def __init__(self, unmet: list[Any]) -> None:
        self.unmet = unmet
        super().__init__(" ".join(f"{point.text}: {point.remedy}" for point in unmet))


class ChangedSinceApproval(DeskError):
    """What was approved is no longer what would be published: return it, and approve it again."""


class OpinionMissing(DeskError):
    """A second opinion is asked for: a reviewer who has not seen this review must give it first."""


class OpinionsDiffer(DeskError):
    """The second opinion is another: an editor who took no side decides first, or returns it."""


class NotFound(DeskError):
    """There is no such thing here: check its key."""


class BadValue(DeskError):
    """This value cannot be used."""


class TargetRefused(BadValue):
    """Nothing is sent to this address: use a public one."""


class RecordBroken(DeskError):
    """The record does not verify: somebody changed it behind the triggers' back."""


OF_CONSTRAINT: dict[str, tuple[type[DeskError], str]] = {
    "review_two_people": (SamePerson, ""),
    "review_two_people_evidence": (
        SamePerson,
        "You added evidence to this review, so somebody else must approve it.",
    ),
    "review_two_people_reply": (
        SamePerson,
        "You wrote what will be published of a contact with the claimant, so somebody else must"
        " approve this review.",
    ),
    "record_two_people": (SamePerson, ""),
    "review_one_open": (AlreadyTaken, "This claim has an open review already: go on with that."),
    "review_one_published": (
        WrongState,
        "This claim has a published review already: correct or retract that.",
    ),
    "review_known_move": (WrongState, ""),
    "review_content_fixed": (
        WrongState,
        "This review waits for approval or is public: its content is fixed. Return it first.",
    ),
    "evidence_fixed": (
        WrongState,
        "This review waits for approval or is public: its evidence is fixed. Return it first.",
    ),
    "claim_fixed_while_approved": (
        WrongState,
        "A review of this claim waits for approval: return it before you change the claim.",
    ),
    "claim_address_fixed": (
        WrongState,
        "This claim is published: its slug stays, so that links to it live on.",
    ),
    "evidence_unique_place": (
        BadValue,
        "This source is attached with this locator already: change that row instead.",
    ),
    "contradiction_pair_unique": (
        BadValue,
        "These two claims have a contradiction already: decide or change that one.",
    ),
    "contradiction_two_claims": (BadValue, "A claim cannot contradict itself: choose another."),
    "decision_evidence_unique_place": (
        BadValue,
        "This source is noted at this place already: name another place in it.",
    ),
    "contradiction_holds_one_side": (BadValue, "Only one of the two claims can be what holds."),
    "source_url_unique": (BadValue, "This address is a source already: choose it from the list."),
    "publisher_site_is_bare_host": (
        BadValue,
        "The site is a bare host: example.org, without https:// or www.",
    ),
    "publisher_site_unique": (BadValue, "Another publisher has this site already."),
    "article_url_unique": (BadValue, "Another article has this address already."),
    "article_text_sha256_is_hex": (BadValue, "A SHA-256 is 64 hexadecimal digits."),
    "claim_text_not_empty": (BadValue, "Say what is claimed, in one statement."),
    "claim_validity_ends_after_start": (
        BadValue,
        "“Valid to” must not lie before “valid from”.",
    ),
    "claim_claimant_or_unknown": (
        BadValue,
        "Either name the claimant or tick “claimant unknown”, not both.",
    ),
    "claim_priority_1_to_5": (BadValue, "The priority is a number from 1 (first) to 5 (last)."),
    "appearance_end_after_start": (BadValue, "The passage must end after it starts."),
    "appearance_unique_place": (BadValue, "This passage is pinned already."),
    "rating_value_within_scale": (
        BadValue,
        "Give value, best and worst, with the value between the two; or none of the three.",
    ),
    "foreign_rating_has_scale": (BadValue, "Say whose rating this is: the host of the publisher."),
    "foreign_rating_text_or_number": (
        BadValue,
        "Give their text, or value, best and worst, with the value between the two; not both.",
    ),
    "foreign_rating_text_once": (BadValue, "This text is in the table already: change that row."),
    "foreign_rating_value_once": (
        BadValue,
        "This number is in the table already: change that row.",
    ),
    "source_has_url_or_article": (
        BadValue,
        "A source needs an address, or one of the desk's articles.",
    ),
    "reply_asks_somebody": (
        BadValue,
        "Say whom the desk asked; where nobody was asked, there is no name and no answer.",
    ),
    "reply_says_what": (BadValue, "Say what was asked, or why nobody was."),
    "reply_answer_has_day": (BadValue, "An answer and its day belong together: give both."),
    "reply_answered_after_asked": (BadValue, "The answer cannot come before the question."),
    "assessment_while_submitted": (
        WrongState,
        "A review is assessed while it is submitted: wait until its author hands it over.",
    ),
    "assessment_asked_for": (WrongState, "This review asks for no second opinion."),
    "assessment_other_person": (SamePerson, "You wrote in this review: somebody else assesses it."),
    "assessment_blind": (
        SamePerson,
        "You have seen a verdict on this claim: a second opinion comes from somebody who has not.",
    ),
    "assessment_one_per_person": (AlreadyTaken, "You have given your opinion already: it stays."),
    "opinion_request_in_time": (
        WrongState,
        "A second opinion is asked for before a review is approved: return it first.",
    ),
    "opinion_decision_needed": (WrongState, "There is no disagreement to decide here now."),
    "opinion_decision_other_person": (
        SamePerson,
        "You took a side in this disagreement: an editor who did not must decide it.",
    ),
    "opinion_rule_says_something": (
        BadValue,
        "A rule needs a condition: a priority, a topic or a rating.",
    ),
    "review_second_opinion": (OpinionMissing, ""),
    "review_opinions_agree": (OpinionsDiffer, ""),
    "webhook_url_unique": (
        BadValue,
        "This address is told already: change or switch off that webhook instead.",
    ),
    "webhook_since_from_0": (BadValue, "Entries are counted from 1: 0 means the whole record."),
    "append_only": (DeskError, "This table is append-only: nothing in it is changed or deleted."),
}
"""What the name of a violated constraint means to the person who met it."""


@contextmanager
def from_constraints() -> Iterator[None]:
    """Turn a violated constraint of the database into the desk's error for it."""
    try:
        yield
    except IntegrityError as error:
        diagnostics = getattr(error.__cause__, "diag", None)
        name = getattr(diagnostics, "constraint_name", None) or ""
        if name not in OF_CONSTRAINT:
            raise
        kind, message = OF_CONSTRAINT[name]
        raise kind(message) from error
