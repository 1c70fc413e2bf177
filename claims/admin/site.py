"""The desk's admin site: which pages it has, and its front page.

Pages are registered here and not by decorators: Django makes the site when this module is first
imported, and a decorator that asks for the site meanwhile would register its page with another.
"""

from functools import wraps
from typing import Any

from axes.models import AccessAttempt
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims import models
from claims.admin import base, myday, shortcuts
from claims.admin.contradictions import contradiction_list
from claims.admin.intake import articles, claim_page, claimants, external, sources
from claims.admin.people import logins, two_step, users
from claims.admin.published import record, rereview, webhook_deliveries, webhooks
from claims.admin.reporting import late, reports
from claims.admin.review import opinions, replies, reviews
from claims.admin.saving import kept_forms

PAGES: dict[Any, Any] = {
    models.Review: reviews.ReviewAdmin,
    models.Claim: claim_page.ClaimAdmin,
    models.Contradiction: contradiction_list.ContradictionAdmin,
    models.Rereview: rereview.RereviewAdmin,
    models.ReplyRequest: replies.ReplyRequestAdmin,
    models.Article: articles.ArticleAdmin,
    models.Claimant: claimants.ClaimantAdmin,
    models.Publisher: articles.PublisherAdmin,
    models.Source: sources.SourceAdmin,
    models.Rating: sources.RatingAdmin,
    models.ForeignRating: external.ForeignRatingAdmin,
    models.Publication: record.PublicationAdmin,
    models.OpinionRule: opinions.RuleAdmin,
    models.WebhookEndpoint: webhooks.EndpointAdmin,
    models.WebhookDelivery: webhook_deliveries.DeliveryAdmin,
    AccessAttempt: logins.AttemptAdmin,
}
NAVIGATION = (
    models.Review,
    models.Claim,
    models.Contradiction,
    models.Rereview,
    models.Article,
    models.Source,
    models.Publication,
    models.WebhookEndpoint,
)


SECRET = {"otp_totp", "otp_static"}
"""Apps whose own pages would show people's secrets: they get no page."""

GUARDS: dict[str, type[users.SuperuserOnly]] = {
    "auth.user": users.People,
    "procrastinate.procrastinatejob": users.Jobs,
}
"""What goes before the pages that other apps bring."""


class DeskSite(AdminSite):
    site_header = "Fact-check desk"
    site_title = "Fact-check desk"
    index_title = "My day"
    index_template = "admin/desk/my_day.html"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        for model, page in PAGES.items():
            self.register(model, page)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff, with the second step done where it is asked for."""
        return super().has_permission(request) and two_step.is_open(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        step = two_step.next_step(request) if request.method == "GET" else None
        return step or super().login(request, extra_context)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a page; one that another app brings (users, groups, jobs), for superusers."""
        if any(model._meta.app_label in SECRET for model in _models(model_or_iterable)):
            return
        if admin_class is not None and not issubclass(admin_class, base.DeskAdmin):
            (model,) = _models(model_or_iterable)
            guard = GUARDS.get(model._meta.label_lower, users.SuperuserOnly)
            admin_class = type(admin_class.__name__, (guard, admin_class), {})
        super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let one in, and no address that asks for a null character: no filter could look for it.

        What is posted is left to the forms, which show all that was typed again.
        """

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            asked = [text for name, values in request.GET.lists() for text in (name, *values)]
            if any(base.NUL in text for text in asked):
                return self._bad_address(request)
            answer: HttpResponse = view(request, *args, **options)
            return answer

        inside: Any = super().admin_view(guarded, cacheable)

        @wraps(inside)
        def at_the_door(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            # Whoever is sent to log in would lose what they typed.
            answer: HttpResponse = kept_forms.not_its_owner(request) or inside(
                request, *args, **options
            )
            return answer

        return at_the_door

    def _bad_address(self, request: HttpRequest) -> HttpResponse:
        context = {**self.each_context(request), "title": "This address cannot be read"}
        return TemplateResponse(request, "admin/desk/bad_address.html", context, status=400)

    def get_urls(self) -> list[Any]:
        views = {
            "reports": ("reports/", reports.page),
            "reports_csv": ("reports/<slug:key>.csv", reports.as_csv),
            "agreement": ("reports/agreement/", late.view("claims.admin.reporting.agreement.page")),
        }
        own: list[URLPattern] = [
            path(route, self.admin_view(view), name=name) for name, (route, view) in views.items()
        ]
        return [*two_step.urls(self), *own, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = {**super().each_context(request), "navigation": self._navigation(request)}
        # The page has them where it has the tools of who is logged in.
        if context["has_permission"] and not context["is_popup"]:
            context["shortcuts"] = shortcuts.groups()
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        sections = myday.sections(base.person(request))
        context: dict[str, Any] = {"sections": sections, **(extra_context or {})}
        response: HttpResponse = super().index(request, context)
        return response

    def _navigation(self, request: HttpRequest) -> list[tuple[str, str, bool]]:
        """Return name, address and whether one is there, of each list that one may see."""
        if not self.has_permission(request):
            return []
        pages = [("My day", reverse("admin:index"), request.path == reverse("admin:index"))]
        for model in NAVIGATION:
            if self.get_model_admin(model).has_view_or_change_permission(request):
                url = reverse(f"admin:claims_{model._meta.model_name}_changelist")
                name = str(model._meta.verbose_name_plural).capitalize()
                pages.append((name, url, request.path.startswith(url)))
        if request.user.has_perm("claims.view_reports"):
            url = reverse("admin:reports")
            pages.append(("Reports", url, request.path.startswith(url)))
        return pages


def _models(model_or_iterable: Any) -> tuple[Any, ...]:
    if isinstance(model_or_iterable, (list, tuple)):
        return tuple(model_or_iterable)
    return (model_or_iterable,)
