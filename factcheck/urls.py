"""Addresses of the project."""

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views import defaults

from claims.api import errors
from claims.web import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("claims.api.urls")),
    path("", include("claims.web.urls")),
]


def _by_room(
    api: Callable[..., HttpResponse], web: Callable[..., HttpResponse]
) -> Callable[..., HttpResponse]:
    """Return an error handler: a problem for programs below /api/, a page for people elsewhere."""

    def handler(request: HttpRequest, *args: Exception, **kwargs: Exception) -> HttpResponse:
        room = api if request.path_info.startswith("/api/") else web
        return room(request, *args, **kwargs)

    return handler


handler400 = _by_room(errors.bad_request, defaults.bad_request)
handler403 = _by_room(errors.forbidden, defaults.permission_denied)
handler404 = _by_room(errors.not_found, views.not_found)
handler500 = _by_room(errors.server_error, views.server_error)
