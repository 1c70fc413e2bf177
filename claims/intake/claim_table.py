"""Claims from a table: each row a claim and, if it names one, the passage where it stands.

A claim is known by its external id: what a file says again changes nothing.
"""

import re
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from import_export import resources

from claims import exceptions
from claims.intake import columns, importing, passages, rules, slugs
from claims.models import Appearance, Article, Claim

KEY = "external_id"
OF_PASSAGE = ("article", "exact", "prefix", "suffix", "start", "end")


class ClaimTable(importing.Table, resources.ModelResource):  # type: ignore[misc]
    """The columns of a table of claims: what is read, and what is written."""

    external_id = importing.field(KEY)
    text = importing.field("text")
    claimant = importing.field("claimant", columns.ByKeyOrName())
    claimant_unknown = importing.field("claimant_unknown", columns.YesNo())
    claim_date = importing.field("claim_date", columns.Day("%Y-%m-%d"))
    in_language = importing.field("in_language", columns.Language())
    topics = importing.field("topics", columns.Words())
    subject = importing.field("subject")
    property = importing.field("property")
    value = importing.field("value")
    unit = importing.field("unit")
    valid_from = importing.field("valid_from", columns.Day("%Y-%m-%d"))
    valid_to = importing.field("valid_to", columns.Day("%Y-%m-%d"))
    selection_reason = importing.field("selection_reason")
    priority = importing.field("priority", columns.Priority())

    key = KEY
    beside = OF_PASSAGE
    permissions = ("claims.add_claim", "claims.change_claim")

    class Meta:
        model = Claim
        fields: tuple[str, ...] = (
            KEY, "text", "claimant", "claimant_unknown", "claim_date", "in_language", "topics",
            "subject", "property", "value", "unit", "valid_from", "valid_to", "selection_reason",
            "priority",
        )  # fmt: skip
        import_id_fields = (KEY,)
        use_transactions = True
        skip_unchanged = True
        skip_html_diff = True

    def check_row(self, row: Any) -> None:
        key = row.get(KEY, "")
        if not key:
            raise ValidationError({KEY: rules.KEY_REMEDY})
        if key in self.seen:
            raise ValidationError({KEY: rules.TWICE_REMEDY})
        self.seen.add(key)

    def told(self, instance: Any) -> str:
        text: str = instance.text
        return text

    def validate_instance(self, instance: Any, *args: Any, **options: Any) -> None:
        if instance.pk is None:
            instance.created_by = self.by
            instance.slug = slugs.free(instance.text)
        super().validate_instance(instance, *args, **options)

    def after_import_row(self, row: Any, row_result: Any, **options: Any) -> None:
        if row_result.instance is not None and _pinned(row_result.instance, row):
            row_result.pinned = row["exact"]
            if row_result.is_skip():
                row_result.import_type = row_result.IMPORT_TYPE_UPDATE


# The passage of a row.


def _pinned(claim: Claim, row: Any) -> bool:
    """Pin the passage that a row names; whether that changed anything."""
    said = {name: row.get(name) or "" for name in OF_PASSAGE}
    if not any(said.values()):
        return False
    article = Article.objects.filter(key=said["article"]).first()
    if article is None:
        raise ValidationError({"article": rules.NO_ARTICLE})
    if not said["exact"]:
        raise ValidationError({"exact": rules.NO_EXACT})
    place = _place(article, said)
    words = {name: said[name] for name in ("exact", "prefix", "suffix")}
    there = claim.appearances.filter(article=article, start=place.start).first()
    if there and all(getattr(there, name) == word for name, word in words.items()):
        return False
    passage = there or Appearance(claim=claim, article=article, start=place.start)
    for name, word in {**words, "end": place.end}.items():
        setattr(passage, name, word)
    passage.full_clean(validate_constraints=False)
    importing.stored(passage.save)
    return True


def _place(article: Article, said: dict[str, str]) -> Any:
    if article.text:
        try:
            return passages.locate(article.text, said["exact"], said["prefix"], said["suffix"])
        except exceptions.DeskError as error:
            raise ValidationError({"exact": str(error)}) from error
    for name in ("start", "end"):
        if not re.fullmatch(rules.PLACE, said[name]):
            raise ValidationError({name: rules.NO_PLACE})
    return SimpleNamespace(start=int(said["start"]), end=int(said["end"]))


def written(claim: Claim) -> list[str]:
    """Return the cells of one claim, in the order of the columns."""
    table = ClaimTable()
    return [table.fields[name].export(claim) for name in ClaimTable.columns()]
