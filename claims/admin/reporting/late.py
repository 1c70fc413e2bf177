"""Pages whose libraries are large: imported when they are first asked for, not when we start."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


def view(name: str) -> Callable[..., HttpResponse]:
    """Return the view with this dotted name, without importing its module yet."""

    def late(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        answer: HttpResponse = import_string(name)(request, *args, **options)
        return answer

    return late
