"""Saved views, above a list: open one, save what one sees, delete one's own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from claims import exceptions
from claims.admin import base
from claims.desk.lists import views
from claims.models import SavedView


class SavedViews:
    """Goes before a ModelAdmin whose list has views."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        page: Any = super()
        view, name = self.admin_site.admin_view, f"claims_{self.opts.model_name}"
        return [
            path("views/save/", view(self.save_view), name=f"{name}_save_view"),
            path("views/<int:pk>/delete/", view(self.drop_view), name=f"{name}_delete_view"),
            *page.get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        page: Any = super()
        query = views.kept(request.GET.urlencode())
        context = {
            "saved_views": self._seen(request),
            "view_query": query,
            "save_view_url": reverse(f"admin:claims_{self.opts.model_name}_save_view"),
            "delete_view_name": f"admin:claims_{self.opts.model_name}_delete_view",
        }
        answer: HttpResponse = page.changelist_view(request, {**context, **(extra_context or {})})
        return answer

    def save_view(self, request: HttpRequest) -> HttpResponse:
        self._require(request)
        query = views.kept(request.POST.get("query", ""))
        if request.method != "POST":
            return self._list(query)
        try:
            saved = views.save(
                by=base.person(request),
                table=self.opts.model_name,
                name=base.posted(request, "name"),
                query=base.posted(request, "query"),
                shared="shared" in request.POST,
            )
            messages.success(request, f"Saved: {saved}.")
        except exceptions.DeskError as refusal:
            messages.error(request, str(refusal))
        return self._list(query)

    def drop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._require(request)
        found = SavedView.objects.seen_by(base.person(request), self.opts.model_name)
        view = found.select_related("owner").filter(pk=pk).first()
        if view is None:
            raise Http404(f"There is no view {pk} of this list.")
        if request.method != "POST":
            return self._list(view.query)
        try:
            views.delete(view, by=base.person(request))
            messages.success(request, f"Deleted: {view}.")
        except exceptions.NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return self._list("")

    def _seen(self, request: HttpRequest) -> list[SavedView]:
        found = SavedView.objects.seen_by(base.person(request), self.opts.model_name)
        return list(found.select_related("owner"))

    def _require(self, request: HttpRequest) -> None:
        page: Any = self
        if not page.has_view_or_change_permission(request):
            raise PermissionDenied

    def _list(self, query: str) -> HttpResponse:
        address = reverse(f"admin:claims_{self.opts.model_name}_changelist")
        return redirect(f"{address}?{query}" if query else address)
