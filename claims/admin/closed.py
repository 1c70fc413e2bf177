"""What one reads where a page of the desk is closed to one, or a form came from an old page."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

NOT_YOURS = "Your role at the desk does not reach this. If your work needs it, ask who runs it."
TOO_OLD = (
    "The page that this was sent from is older than your log-in. Go back, load that page again, and"
    " send it once more."
)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why, where the refusal has words of its own, and lead back to the desk."""
    return _page(request, "Not open to you", str(exception) or NOT_YOURS)


def old_page(request: HttpRequest) -> HttpResponse:
    return _page(request, "Nothing was saved", TOO_OLD)


def _page(request: HttpRequest, title: str, why: str) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "why": why}
    template = "admin/desk/closed.html"
    return TemplateResponse(request, template, context, status=403).render()
