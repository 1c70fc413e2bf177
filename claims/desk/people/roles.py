"""Roles are Django groups. What each may do is said here, and set after every migration."""

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db.models import QuerySet

CONTRIBUTOR = {
    f"{verb}_{model}"
    for verb in ("view", "add", "change")
    for model in ("publisher", "article", "claimant", "claimantalias", "claim", "appearance")
} | {"delete_appearance", "delete_claimantalias"}
VIEW_DESK = {
    f"view_{model}"
    for model in (
        "rating",
        "source",
        "review",
        "evidence",
        "contradiction",
        "decisionevidence",
        "rereview",
        "transition",
        "publication",
        "externalreview",
        "foreignrating",
    )
}
REVIEWER = (
    CONTRIBUTOR
    | VIEW_DESK
    | {"write_review", "decline_review", "add_assessment"}
    | {"add_source", "change_source", "add_contradiction", "change_contradiction"}
    | {f"{verb}_replyrequest" for verb in ("view", "add", "change")}
    | {"answer_rereview", "mark_article"}
)
EDITOR = (
    REVIEWER
    | {f"{step}_review" for step in ("assign", "return", "approve", "publish")}
    | {f"{step}_review" for step in ("correct", "retract", "reopen")}
    | {"decide_contradiction", "mark_source", "add_rating", "change_rating"}
    | {"add_foreignrating", "change_foreignrating"}
    | {f"{verb}_opinionrule" for verb in ("view", "add", "change")}
    | {"add_opinionrequest", "add_opiniondecision", "view_reports"}
    | {f"{verb}_webhookendpoint" for verb in ("view", "add", "change")}
    | {"view_webhookdelivery", "redeliver_webhookdelivery"}
)

ROLES = {"contributor": CONTRIBUTOR | VIEW_DESK, "reviewer": REVIEWER, "editor": EDITOR}


def sync(**_: Any) -> None:
    """Give each role's group exactly its permissions (called after `migrate`)."""
    stored = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__app_label="claims")
    }
    for name, codenames in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(stored[codename] for codename in codenames)


def who_write() -> QuerySet[User]:
    """Return everybody who may write reviews, by name."""
    found = User.objects.with_perm(
        "claims.write_review", backend="django.contrib.auth.backends.ModelBackend"
    )
    return found.order_by("username")
