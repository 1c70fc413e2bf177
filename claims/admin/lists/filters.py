"""Filters of the lists: whose, which state, which topic, which article."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin import ChoicesFieldListFilter, SimpleListFilter
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from claims.admin import base
from claims.desk.lists import triage
from claims.desk.review import opinions
from claims.models import Appearance, Article, Claim, Review, ReviewState

STUCK_AFTER = timedelta(days=7)
MANY = 30
"""A filter with more choices than this is no help: search instead."""
NEWEST = 1000
"""So many of the newest rows say which choices a filter offers."""


def stuck_before() -> datetime:
    return timezone.now() - STUCK_AFTER


WHOSE: dict[str, tuple[str, Callable[[Any, User], Any]]] = {
    "mine": ("Mine", lambda rows, user: rows.mine(user)),
    "returned": ("Returned to me", lambda rows, user: rows.mine(user).filter(state="returned")),
    "approve": ("Waiting for my approval", lambda rows, user: rows.awaiting_approval_by(user)),
    "asked": ("Second opinions asked of me", opinions.asked_of),
    "differ": ("Opinions differ", lambda rows, _user: opinions.disputed(rows)),
    "publish": ("Ready to publish", lambda rows, _user: rows.ready_to_publish()),
    "unassigned": ("Unassigned", lambda rows, _user: rows.queued()),
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
    """The state of a claim's newest review."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in ReviewState.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if not self.value():
            return queryset
        # From the reviews in this state: asking each claim for its newest one would read them all.
        newer = Review.objects.filter(claim=OuterRef("claim"), version__gt=OuterRef("version"))
        newest = Review.objects.filter(~Exists(newer), state=self.value())
        return queryset.filter(pk__in=newest.order_by().values("claim"))


class OfTheNewest(SimpleListFilter):
    """Choices that the newest rows have, the most frequent first: no table is read as a whole."""

    value_of: Any
    """What a row offers as a choice."""
    rows: Any
    path: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        newest = self.rows.order_by("-pk").values_list(self.value_of, flat=True)[:NEWEST]
        counts = Counter(word for value in newest for word in _words(value))
        found = [word for word, _count in sorted(counts.items(), key=_frequent_first)[:MANY]]
        asked = self.value()
        if asked and asked not in found:
            found.append(asked)
        return [(word, word) for word in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return queryset.filter(**{self.path: self._asked()}) if self.value() else queryset

    def _asked(self) -> Any:
        return self.value()


def _words(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _frequent_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


class Topic(OfTheNewest):
    title = "topic"
    parameter_name = "topic"
    value_of, path = "topics", "topics__contains"
    rows = Claim.objects.all()

    def _asked(self) -> list[str]:
        return [str(self.value())]


class Language(OfTheNewest):
    """Of articles."""

    title = "language"
    parameter_name = "in_language"
    value_of = path = "in_language"
    rows = Article.objects.all()


class TopicOfClaim(Topic):
    path = "claim__topics__contains"


class Priority(ChoicesFieldListFilter):
    """The five that there are: asking the claims for theirs would read them all."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        names = [self.lookup_kwarg, self.lookup_kwarg_isnull]
        yield {
            "selected": self.lookup_val is None,
            "query_string": changelist.get_query_string(remove=names),
            "display": "All",
        }
        for number in map(str, range(triage.FIRST, triage.LAST + 1)):
            yield {
                "selected": self.lookup_val is not None and number in self.lookup_val,
                "query_string": changelist.get_query_string({self.lookup_kwarg: number}),
                "display": number,
            }


class InArticle(SimpleListFilter):
    """The newest articles; the page of an article links to its claims here, old ones too."""

    title = "article"
    parameter_name = "article"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        newest = Article.objects.order_by("-pk").only("key", "headline")[:MANY]
        # Whole: headlines of one subject begin alike, and a telephone shows no title of a link.
        return [(article.key, str(article)) for article in newest]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if not self.value():
            return queryset
        places = Appearance.objects.filter(claim=OuterRef("pk"), article__key=self.value())
        return queryset.filter(Exists(places))
