"""The picture of claims and contradictions, drawn on the server as SVG, with a table beside it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from claims.admin import base
from claims.admin.lists import filters
from claims.desk.contradictions import graph, layout
from claims.models import Article, Contradiction

KINDS = dict(Contradiction.Kind.choices)


class GraphPage(base.DeskAdmin):
    """Adds the picture to the admin of contradictions."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.graph_view)
        return [path("graph/", view, name="claims_contradiction_graph"), *super().get_urls()]

    def graph_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        question = asked(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Claims and contradictions",
            "opts": self.opts,
            "question": question,
            "graph": graph.draw(question),
            "card": _card(),
            "subjects": graph.subjects(),
            "articles": _articles(question),
            "kinds": Contradiction.Kind.choices,
            "statuses": Contradiction.Status.choices,
            "relations": Contradiction.Relation.choices,
        }
        return TemplateResponse(request, "admin/claims/contradiction/graph.html", context)


def asked(request: HttpRequest) -> graph.Question:
    """Read the question from the address; what is not understood asks for nothing."""
    said = request.GET
    return graph.Question(
        by=said.get("by", "") if said.get("by") in graph.BY else "point",
        subject=said.get("subject", ""),
        article=said.get("article", ""),
        kind=said.get("kind", "") if said.get("kind") in KINDS else "",
        dismissed=bool(said.get("dismissed")),
    )


def _card() -> dict[str, Any]:
    """Return the size of a claim's card."""
    width, height = layout.NODE
    return {
        "width": width,
        "height": height,
    }


def _articles(question: graph.Question) -> list[Article]:
    """Return the newest articles, and the one that is asked for."""
    rows = Article.objects.only("key", "headline")
    newest = list(rows.order_by("-pk")[: filters.MANY])
    if question.article and question.article not in {article.key for article in newest}:
        newest += rows.filter(key=question.article)
    return newest
