"""Addresses of the project."""

import sys
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views import defaults

from claims.admin import closed
from claims.api import errors
from claims.api.google import errors as google_errors
from claims.serving import unavailable
from claims.web import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("claims.api.urls")),
    path("v1alpha1/", include("claims.api.google.urls")),
    path("", include("claims.web.urls")),
]


Handler = Callable[..., HttpResponse]


def _by_room(
    *, api: Handler, google: Handler, web: Handler, desk: Handler | None = None
) -> Handler:
    """Return an error handler: in the shape of the interface asked, and a page for people."""

    def handler(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rooms = {"api": api, "v1alpha1": google, "admin": desk or web}
        # An address may be “*”, without any slash.
        room = rooms.get((*request.path_info.split("/"), "")[1], web)
        return room(request, *args, **kwargs)

    return handler


handler400 = _by_room(
    api=errors.bad_request, google=google_errors.bad_request, web=defaults.bad_request
)
handler403 = _by_room(
    api=errors.forbidden,
    google=google_errors.forbidden,
    web=defaults.permission_denied,
    desk=closed.forbidden,
)
handler404 = _by_room(api=errors.not_found, google=google_errors.not_found, web=views.not_found)
# Not Django's but ours: claims.serving.limiting asks for it.
handler429 = _by_room(api=errors.too_many, google=google_errors.too_many, web=views.too_many)
_broken = _by_room(
    api=errors.server_error, google=google_errors.server_error, web=views.server_error
)
_away = _by_room(api=errors.away, google=google_errors.away, web=views.away)
_late = _by_room(api=errors.late, google=google_errors.late, web=views.late)


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer 503 where a database is away for now, or took too long: Django calls this while it has
    the error.
    """
    error = sys.exception()
    if unavailable.is_away(error):
        response = _away(request)
    elif unavailable.is_late(error):
        response = _late(request)
    else:
        return _broken(request)
    response["Retry-After"] = str(unavailable.SECONDS)
    return response
