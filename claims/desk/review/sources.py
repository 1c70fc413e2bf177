"""Sources by their address: what the desk knows of a pasted one. Nothing is fetched."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F, Q, Value

from claims import exceptions
from claims.desk import signing
from claims.language import addresses
from claims.models import Article, Publisher, Source
from claims.models.keys import AddressKey


@dataclass(frozen=True)
class Recognised:
    """What a pasted address is: a source of the desk, one of its articles, or something new."""

    url: str
    host: str
    source: Source | None = None
    article: Article | None = None
    publisher: Publisher | None = None

    @property
    def title(self) -> str:
        """The title that is known already, else nothing."""
        return str(self.source or self.article or "")

    @property
    def text(self) -> str:
        """Say in a sentence what was recognised, and what is left to do."""
        if self.source:
            kind = self.source.get_source_type_display().lower()
            by = f", {self.source.publisher}" if self.source.publisher else ""
            return f"The desk has this source: {self.source.title}{by} ({kind})."
        publisher = str(self.publisher) if self.publisher else f"{self.host}, a new publisher"
        if self.article:
            return f"This is an article of the desk: {self.article} ({publisher}). Say its type."
        return f"New here, from {publisher}: say its name and type."


def recognise(typed: str) -> Recognised:
    """Return what the desk knows of an address. Raises BadValue for what is none.

    Three queries at the most, whatever the desk holds: each is answered by an index.
    """
    try:
        url = addresses.cleaned(typed)
    except ValueError as refusal:
        raise exceptions.BadValue(str(refusal)) from refusal
    host = addresses.host(url)
    source = _at(Source.objects.select_related("publisher"), url)
    if source:
        return Recognised(url, host, source=source, publisher=source.publisher)
    article = _at(Article.objects.select_related("publisher", "source__publisher"), url)
    if article:
        known = getattr(article, "source", None)
        publisher = article.publisher or _publisher(url)
        return Recognised(url, host, source=known, article=article, publisher=publisher)
    return Recognised(url, host, publisher=_publisher(url))


def source_at(found: Recognised, *, by: User, title: str = "", source_type: str = "") -> Source:
    """Return the source that was recognised; add it when it is new, with its publisher.

    A publisher is what makes two sources one origin, so a new one is named by its host rather than
    left out: its page may give it a better name.
    """
    if found.source:
        return found.source
    if not by.has_perm("claims.add_source"):
        raise exceptions.NotPermitted(f"{by} may not add sources: ask for a reviewer's role.")
    with exceptions.from_constraints(), signing.acting(by), transaction.atomic():
        return Source.objects.create(
            url="" if found.article else found.url,
            article=found.article,
            title=title or found.title,
            publisher=found.publisher or _named_by(found.host),
            source_type=source_type,
        )


def _at(rows: models.QuerySet[Any], url: str) -> Any:
    """Return the row at `url`, however its address is written; the exact one before others."""
    same = rows.annotate(address=AddressKey(F("url"))).filter(address=AddressKey(Value(url)))
    return same.order_by(models.Case(models.When(url=url, then=0), default=1), "pk").first()


def _publisher(url: str) -> Publisher | None:
    sites = addresses.sites(url)
    found = {row.site: row for row in Publisher.objects.filter(site__in=sites)}
    return next((found[site] for site in sites if site in found), None)


def _named_by(host: str) -> Publisher:
    known = Publisher.objects.filter(Q(site=host) | Q(name=host)).first()
    return known or Publisher.objects.create(name=host, site=host)
