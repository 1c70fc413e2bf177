"""What crawlers ask for: every page of the record, and what they should leave alone."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as of_django
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.record import published
from claims.serving import conditional

if TYPE_CHECKING:  # the stubs are generic, Django's class is not
    Base = Sitemap[Any]
else:
    Base = Sitemap


class _Public(Base):
    """Names the public address, by whatever name the crawler asked."""

    limit = 50_000

    def get_protocol(self, protocol: str | None = None) -> str:  # noqa: ARG002
        return urlsplit(settings.PUBLIC_URL).scheme

    def get_domain(self, site: Any = None) -> str:  # noqa: ARG002
        return settings.PUBLIC_URL.partition("://")[2]


class Pages(_Public):
    """The pages that are always there."""

    def items(self) -> list[str]:
        names = ("front", "contradictions", "corrections", "method", "ratings")
        return [f"web:{name}" for name in names]

    def location(self, item: str) -> str:
        return reverse(item)


class Claims(_Public):
    """The claims that stand published: what is retracted has no page to find."""

    def items(self) -> Any:
        # The oldest first, so that full pages of the sitemap seldom change.
        rows = published.claims().order_by("publication_id")
        return rows.values_list("slug", "published_at")

    def location(self, item: tuple[str, datetime]) -> str:
        return reverse("web:claim", args=[item[0]])

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        return item[1]


SECTIONS: dict[str, Callable[[], Base]] = {"pages": Pages, "claims": Claims}


def index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps. Django's own view would read every claim to find the newest."""
    found = []
    for name, make in SECTIONS.items():
        url = settings.PUBLIC_URL + reverse("web:sitemap_section", args=[name])
        pages = make().paginator.num_pages
        found += [{"location": url}, *({"location": f"{url}?p={n}"} for n in range(2, pages + 1))]
    return render(request, "sitemap_index.xml", {"sitemaps": found}, content_type="application/xml")


def section(request: HttpRequest, section: str) -> HttpResponse:
    return of_django.sitemap(request, {name: make() for name, make in SECTIONS.items()}, section)


@conditional.of_code
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    sitemap = settings.PUBLIC_URL + reverse("web:sitemap")
    lines = ["User-agent: *", f"Disallow: {reverse('admin:index')}", "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
