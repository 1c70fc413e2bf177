"""Filters of the lists: whose, which state, which topic, which article."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.auth.models import User
from django.db.models import Exists, F, Func, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from claims.admin import base, show
from claims.desk import opinions
from claims.models import Appearance, Article, Claim, ReviewState

STUCK_AFTER = timedelta(days=7)
MANY = 30
"""A filter with more choices than this is no help: search instead."""


def stuck_before() -> datetime:
    return timezone.now() - STUCK_AFTER


WHOSE: dict[str, tuple[str, Callable[[Any, User], Any]]] = {
    "mine": ("Mine", lambda rows, user: rows.mine(user)),
    "returned": ("Returned to me", lambda rows, user: rows.mine(user).filter(state="returned")),
    "approve": ("Waiting for my approval", lambda rows, user: rows.awaiting_approval_by(user)),
    "asked": ("Second opinions asked of me", opinions.asked_of),
    "differ": ("Opinions differ", lambda rows, _user: opinions.disputed(rows)),
    "publish": ("Ready to publish", lambda rows, _user: rows.ready_to_publish()),
    "unassigned": ("Unassigned", lambda rows, _user: rows.unassigned()),
    "mentioned": ("Mentioned me", lambda rows, user: rows.calling(user)),
    "stuck": ("Stuck for 7 days", lambda rows, _user: rows.stuck_since(stuck_before())),
}


class Whose(SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, label) for key, (label, _question) in WHOSE.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if self.value() not in WHOSE:
            return queryset
        _label, question = WHOSE[self.value() or ""]
        return question(queryset, base.person(request))


class NewestState(SimpleListFilter):
    """The state of a claim's newest review; the list annotates it as `newest_state`."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in ReviewState.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return queryset.filter(newest_state=self.value()) if self.value() else queryset


class Topic(SimpleListFilter):
    title = "topic"
    parameter_name = "topic"
    path = "topics"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        topics = Claim.objects.annotate(topic=Func(F("topics"), function="unnest"))
        found = topics.order_by("topic").values_list("topic", flat=True).distinct()[:MANY]
        return [(topic, topic) for topic in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if not self.value():
            return queryset
        return queryset.filter(**{f"{self.path}__contains": [self.value()]})


class TopicOfClaim(Topic):
    path = "claim__topics"


class InArticle(SimpleListFilter):
    """The newest articles; the page of an article links to its claims here, old ones too."""

    title = "article"
    parameter_name = "article"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        newest = Article.objects.order_by("-pk").only("key", "headline")[:MANY]
        return [(article.key, show.shortened(str(article), 60)) for article in newest]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if not self.value():
            return queryset
        places = Appearance.objects.filter(claim=OuterRef("pk"), article__key=self.value())
        return queryset.filter(Exists(places))
