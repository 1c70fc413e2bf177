"""Articles from a table. An article is known by its address, however that is written.

The address that the desk has stays as it is: another way of writing it is no change of the article.
"""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, F, Value, When
from django.utils.text import slugify
from import_export import resources

from claims.intake import columns, importing
from claims.language import addresses
from claims.models import Article
from claims.models.keys import AddressKey

KEY_LENGTH = 80
"""Shorter than a key may be: the digits that tell two of them apart have room."""


class ArticleTable(importing.Table, resources.ModelResource):  # type: ignore[misc]
    """The columns of a table of articles."""

    url = importing.field("url")
    headline = importing.field("headline")
    publisher = importing.field("publisher", columns.PublisherByName())
    author = importing.field("author")
    date_published = importing.field("date_published", columns.Day("%Y-%m-%d"))
    in_language = importing.field("in_language", columns.Language())

    key = "url"
    permissions = ("claims.add_article", "claims.change_article")
    found: Article | None = None
    """The article of the row that is being read, if the desk has it."""

    class Meta:
        model = Article
        fields: tuple[str, ...] = (
            "url", "headline", "publisher", "author", "date_published", "in_language",
        )  # fmt: skip
        import_id_fields = ("url",)
        use_transactions = True
        skip_unchanged = True
        skip_html_diff = True
        clean_model_instances = True

    def stored_rows(self, cells: list[str]) -> Any:
        usable = []
        for cell in cells:
            with suppress(ValueError):
                usable.append(AddressKey(Value(addresses.cleaned(cell))))
        return _with_address().filter(address__in=usable)

    def check_row(self, row: Any) -> None:
        try:
            url = addresses.cleaned(row.get("url", ""))
        except ValueError as error:
            raise ValidationError({"url": str(error)}) from error
        self.found = _at(url)
        if self.found is not None and self.found.pk in self.seen:
            raise ValidationError({"url": "An earlier row has this address: one row an article."})
        row["url"] = self.found.url if self.found else url

    def get_instance(self, instance_loader: Any, row: Any) -> Article | None:
        return self.found

    def validate_instance(self, instance: Any, *args: Any, **options: Any) -> None:
        if instance.pk is None:
            instance.key = _free_key(instance)
        super().validate_instance(instance, *args, **options)

    def after_import_row(self, row: Any, row_result: Any, **options: Any) -> None:
        if row_result.instance is not None:
            self.seen.add(row_result.instance.pk)


def _at(url: str) -> Article | None:
    """Return the article at `url`, however its address is written; the exact one before others."""
    same = _with_address().filter(address=AddressKey(Value(url))).select_related("publisher")
    same = same.order_by(Case(When(url=url, then=0), default=1), "pk")
    return same.first()  # type: ignore[no-any-return]


def _with_address() -> Any:
    return Article.objects.annotate(address=AddressKey(F("url")))


def _free_key(article: Article) -> str:
    """Make a key of the headline, or of the address, that no other article has."""
    start = slugify(article.headline) or slugify(article.url.partition("://")[2].replace("/", " "))
    start = start[:KEY_LENGTH].strip("-") or "article"
    taken = set(Article.objects.filter(key__startswith=start).values_list("key", flat=True))
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return start if start not in taken else next(key for key in numbered if key not in taken)
