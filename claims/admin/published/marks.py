"""Marks on a source or an article that have published claims looked at again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from claims import exceptions
from claims.admin import base, show
from claims.admin.saving import kept_forms, together
from claims.desk.review import rereview
from claims.models import Article, Rereview, Source

Mark = Callable[[Any, HttpRequest], Any]


class MarkedPage(together.Together):
    """A page with marks beside its form; each is a button that posts."""

    marks: dict[str, Mark] = {}
    change_form_template = "admin/desk/marked_change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.mark_view)
        name = f"claims_{self.opts.model_name}_mark"
        return [path("<int:pk>/mark/<slug:mark>/", view, name=name), *super().get_urls()]

    def mark_view(self, request: HttpRequest, pk: int, mark: str) -> HttpResponse:
        row = self.model._default_manager.filter(pk=pk).first()
        if not self.has_view_permission(request):
            raise PermissionDenied
        if row is None or mark not in self.marks:
            raise Http404(f"There is no {self.opts.verbose_name} {pk} to mark as {mark!r}.")
        if request.method != "POST":
            return base.only_posted(request, row)
        try:
            self.marks[mark](row, request)
        except exceptions.NotPermitted:
            raise PermissionDenied from None
        except exceptions.DeskError as refusal:
            messages.error(request, str(refusal))
            return redirect(show.page(row))
        kept_forms.forget(request, show.page(row))
        messages.success(request, _told(row))
        return redirect(show.page(row))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> Any:
        row = options.get("obj")
        if row is not None:
            name = self.opts.model_name
            context["may_mark"] = request.user.has_perm(f"claims.mark_{name}")
            context["marks_template"] = f"admin/claims/{name}/marks.html"
        return super().render_change_form(request, context, *args, **options)


class SourceMarks(MarkedPage):
    marks = {
        "unreliable": lambda row, request: rereview.distrust(
            row, by=base.person(request), reason=base.posted(request, "reason")
        ),
        "reliable": lambda row, request: rereview.trust(row, by=base.person(request)),
    }


class ArticleMarks(MarkedPage):
    marks = {
        "changed": lambda row, request: rereview.article_changed(
            row, by=base.person(request), note=base.posted(request, "note")
        ),
    }


def _told(row: Source | Article) -> str:
    waiting = Rereview.objects.open().filter(**{row._meta.model_name or "": row}).count()
    if waiting:
        return f"Marked. Published claims that wait to be looked at again because of it: {waiting}."
    return "Done. No published claim waits because of it."
