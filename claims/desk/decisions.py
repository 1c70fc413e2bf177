"""Decisions of the desk in a file, replayed through the functions of the workflow, never around.

The file is JSON: {"decisions": [{"do": …, "by": username, …}, …]}, in order; docs/loading.md
describes each. All of them happen in one transaction, or none does.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from claims import exceptions
from claims.desk.contradictions import noting
from claims.desk.review import workflow
from claims.desk.review.states import BY_ACTION
from claims.models import (
    Article,
    Claim,
    Contradiction,
    Publisher,
    Rating,
    Review,
    Source,
    Transition,
)

Decision = dict[str, Any]


def begun() -> bool:
    """Whether anybody has moved a review yet."""
    return Transition.objects.exists()


@transaction.atomic
def replay(decisions: list[Decision]) -> int:
    """Carry out `decisions` in order; return how many. An error names the one that failed."""
    for number, decision in enumerate(decisions, start=1):
        try:
            _ACTIONS.get(decision["do"], _take_step)(decision)
        except (exceptions.DeskError, Review.DoesNotExist, KeyError) as error:
            what = f"{decision.get('do')} {decision.get('claim') or decision.get('contradiction')}"
            raise exceptions.BadValue(
                f"Decision {number} ({what}) was refused, and none was carried out: {error}"
            ) from error
    return len(decisions)


def _take_step(decision: Decision) -> None:
    workflow.take_step(
        _review(decision),
        decision["do"],
        by=_user(decision["by"]),
        comment=decision.get("comment", ""),
    )


def _assign(decision: Decision) -> None:
    workflow.assign(_review(decision), by=_user(decision["by"]), to=_user(decision["to"]))


def _write(decision: Decision) -> None:
    review, by = _review(decision), _user(decision["by"])
    fields = {name: decision[name] for name in workflow.WRITTEN_FIELDS if name in decision}
    if fields.get("rating"):
        fields["rating"] = _get(Rating, key=fields["rating"])
    workflow.write(review, by=by, **fields)
    for evidence in decision.get("evidence", []):
        _attach(review, evidence, by)


def _attach(review: Review, described: dict[str, Any], by: User) -> None:
    """Attach a source; one that is attached already at this place is changed instead."""
    source = _source(described["source"])
    said = {name: described.get(name, "") for name in ("stance", "quote", "locator", "note")}
    there = review.evidence.filter(source=source, locator=said["locator"]).first()
    if there:
        workflow.change_evidence(there, by=by, **said)
    else:
        workflow.attach(review, source, by=by, **said)


def _decide(decision: Decision) -> None:
    row = _get(Contradiction, external_id=decision["contradiction"])
    by = _user(decision["by"])
    if decision["action"] == "confirm":
        noting.confirm(row, by=by)
    elif decision["action"] == "dismiss":
        noting.dismiss(row, by=by, reason=decision["resolution"])
    else:
        holds = decision.get("holds")
        noting.resolve(
            row,
            by=by,
            resolution=decision["resolution"],
            holds=_get(Claim, external_id=holds) if holds else None,
        )


_ACTIONS: dict[str, Callable[[Decision], None]] = {
    "assign": _assign,
    "write": _write,
    "contradiction": _decide,
}


def _review(decision: Decision) -> Review:
    claim: Claim = _get(Claim, external_id=decision["claim"])
    if decision["do"] in ("correct", "retract"):
        sources = BY_ACTION[decision["do"]].sources
        return claim.reviews.filter(state__in=sources).latest("version")
    return workflow.open_review(claim)


def _source(described: dict[str, Any]) -> Source:
    """Find the source by its article or address, or make it as described."""
    fields = {**described}
    if article := fields.pop("article", None):
        key: dict[str, Any] = {"article": _get(Article, key=article)}
        fields.setdefault("publisher", getattr(key["article"].publisher, "name", None))
    else:
        key = {"url": fields.pop("url")}
    publisher = fields.pop("publisher", None)
    fields["publisher"] = _get(Publisher, name=publisher) if publisher else None
    return Source.objects.get_or_create(**key, defaults=fields)[0]


def _user(name: str) -> User:
    user: User = _get(User, username=name)
    return user


def _get(model: Any, **key: Any) -> Any:
    try:
        return model.objects.get(**key)
    except model.DoesNotExist:
        raise exceptions.NotFound(
            f"There is no {model._meta.verbose_name} {key}: load it first, or mend its key."
        ) from None
