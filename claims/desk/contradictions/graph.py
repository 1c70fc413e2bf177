"""Claims and their contradictions as a picture: who says otherwise than whom, about what."""

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.desk.contradictions import layout
from claims.models import Appearance, Article, Claim, Contradiction

MOST = 120
"""More claims than this are no picture: the rest is one filter away."""
WIDTH = 1160
LATELY = 1000
"""So many of the newest contradictions say which subjects are offered."""
SIDES = ("left", "right")
BY = ("point", "subject", "article")
NO_SUBJECT = "No subject said"
NO_ARTICLE = "In no article"


@dataclass(frozen=True)
class Question:
    """What the picture is to show. `by`: what the boxes stand for; empty: no such filter."""

    by: str = "point"
    subject: str = ""
    article: str = ""
    kind: str = ""
    dismissed: bool = False


@dataclass(frozen=True)
class Node:
    """A claim, and the middle of its card."""

    claim: Claim
    at: layout.Point

    @property
    def x(self) -> float:
        """The left edge of the card."""
        return self.at.x - layout.NODE[0] / 2

    @property
    def y(self) -> float:
        return self.at.y - layout.NODE[1] / 2

    @property
    def about(self) -> str:
        """Who says it, and when."""
        said = [str(self.claim.claimant or "Claimant unknown"), str(self.claim.claim_date or "")]
        return ", ".join(part for part in said if part)


@dataclass(frozen=True)
class Edge:
    """A contradiction as a line, and where its label stands."""

    row: Contradiction
    start: layout.Point
    end: layout.Point


@dataclass(frozen=True)
class Group:
    """A box: claims of one point at issue, one subject, or one article."""

    title: str
    box: layout.Box
    nodes: list[Node]

    @property
    def letters(self) -> int:
        """How many letters of the title fit."""
        return int((self.box.width - 24) / 8)


@dataclass(frozen=True)
class Graph:
    groups: list[Group]
    edges: list[Edge]
    width: float
    height: float
    left_out: bool

    @property
    def claims(self) -> int:
        return sum(len(group.nodes) for group in self.groups)


def draw(question: Question) -> Graph:
    """Return the picture that answers `question`: six queries at most, whatever the desk holds."""
    claims, left_out = _claims(question)
    rows = _contradictions(question, [claim.pk for claim in claims])
    titles = _titles(question, claims)
    groups = _groups(claims, titles, rows)
    clusters = [_clusters(members, rows) for _title, members in groups]
    picture = layout.arrange(clusters, width=WIDTH)
    return Graph(
        [
            Group(title, box, [Node(claim, picture.places[claim.pk]) for claim in members])
            for (title, members), box in zip(groups, picture.boxes, strict=True)
        ],
        [_edge(row, picture.places) for row in rows],
        picture.width,
        picture.height,
        left_out,
    )


def subjects() -> list[tuple[str, int]]:
    """Return the subjects of the newest contradictions, those with the most first: 100 at most."""
    newest = Contradiction.objects.order_by("-pk")
    pairs = newest.values_list("left__subject", "right__subject")[:LATELY]
    found = Counter(subject for pair in pairs for subject in pair)
    named = ((subject, count) for subject, count in found.items() if subject)
    return sorted(named, key=lambda pair: (-pair[1], pair[0]))[:100]


def _claims(question: Question) -> tuple[list[Claim], bool]:
    """Return the claims to draw, the newest where there are too many, and whether some are not."""
    rows: QuerySet[Claim] = Claim.objects.select_related("claimant")
    if question.subject:
        rows = rows.filter(subject=question.subject)
    if question.article:
        there = Appearance.objects.filter(article__key=question.article)
        rows = rows.filter(pk__in=there.values("claim"))
    if not (question.subject or question.article):
        newest = _newest(question)
        left_out = len(newest) > MOST
        return sorted(rows.filter(pk__in=newest[:MOST]), key=lambda claim: claim.pk), left_out
    if question.kind:
        sides = _shown(question).order_by()
        on_left, on_right = (sides.filter(**{side: OuterRef("pk")}) for side in SIDES)
        rows = rows.filter(Q(Exists(on_left)) | Q(Exists(on_right)))
    found = list(rows.order_by("-pk")[: MOST + 1])
    return sorted(found[:MOST], key=lambda claim: claim.pk), len(found) > MOST


def _newest(question: Question) -> list[int]:
    """Return the newest claims that contradict another, one more than there is room for.

    Each side is read from its index, from the end, no further than that.
    """
    found: set[int] = set()
    for side in SIDES:
        keys = _shown(question).order_by(f"-{side}_id").values_list(f"{side}_id", flat=True)
        found.update(keys.distinct()[: MOST + 1])
    return sorted(found, reverse=True)[: MOST + 1]


def _shown(question: Question) -> QuerySet[Contradiction]:
    rows = Contradiction.objects.order_by("pk")
    if question.kind:
        rows = rows.filter(kind=question.kind)
    if not question.dismissed:
        rows = rows.exclude(status=Contradiction.Status.DISMISSED)
    return rows


def _contradictions(question: Question, claims: list[int]) -> list[Contradiction]:
    rows = _shown(question).filter(left__in=claims, right__in=claims)
    return list(rows.select_related("left", "right", "holds"))


def _titles(question: Question, claims: list[Claim]) -> dict[int, str]:
    """Return what box each claim stands in."""
    if question.by == "point":
        return {claim.pk: _point(claim) for claim in claims}
    if question.by == "subject":
        return {claim.pk: claim.subject or NO_SUBJECT for claim in claims}
    places = Appearance.objects.filter(claim__in=claims).order_by("-article__key")
    if question.article:
        places = places.filter(article__key=question.article)
    keys = dict(places.values_list("claim", "article"))
    articles = {row.pk: str(row) for row in _articles(set(keys.values()))}
    return {claim.pk: articles.get(keys.get(claim.pk, 0), NO_ARTICLE) for claim in claims}


def _point(claim: Claim) -> str:
    named = [part for part in (claim.subject, claim.property) if part]
    return ": ".join(named) or NO_SUBJECT


def _articles(keys: set[int]) -> QuerySet[Article]:
    return Article.objects.filter(pk__in=keys).only("key", "headline")


def _groups(
    claims: list[Claim], titles: dict[int, str], rows: list[Contradiction]
) -> list[tuple[str, list[Claim]]]:
    """Return the boxes: those that contradictions tie together side by side, the largest first."""
    members: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        members[titles[claim.pk]].append(claim)
    ties = [(titles[row.left_id], titles[row.right_id]) for row in rows]
    by_size = sorted(members, key=lambda title: (-len(members[title]), title))
    tied = layout.clusters(by_size, ties)
    tied.sort(key=lambda cluster: -max(len(members[title]) for title in cluster))
    return [(title, members[title]) for cluster in tied for title in cluster]


def _clusters(members: list[Claim], rows: list[Contradiction]) -> list[list[int]]:
    """Return the claims of a box, those together that contradict each other."""
    keys = [claim.pk for claim in members]
    ties = [(row.left_id, row.right_id) for row in rows]
    return layout.clusters(keys, [pair for pair in ties if set(pair) <= set(keys)])


def _edge(row: Contradiction, places: dict[Hashable, Any]) -> Edge:
    start, end = layout.trimmed(places[row.left_id], places[row.right_id])
    return Edge(row, start, end)
