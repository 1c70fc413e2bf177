"""How the cells of a table are read and written. What cannot be read says what could.

The library's widgets are the base; it ships no types.
"""

import re
from typing import Any

from import_export import widgets

from claims.intake import rules
from claims.models import Claimant, Publisher


class Day(widgets.DateWidget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if value and not re.fullmatch(rules.DAY, str(value)):
            raise ValueError(rules.DAY_REMEDY)
        try:
            return super().clean(value, row, **options)
        except ValueError as error:
            raise ValueError(rules.DAY_REMEDY) from error


class Priority(widgets.Widget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if value in {"", None}:
            return rules.PRIORITY
        if value not in rules.PRIORITIES:
            raise ValueError(rules.PRIORITY_REMEDY)
        return int(value)


YES_NO = {**dict.fromkeys(rules.YES, True), **dict.fromkeys(rules.NO, False)}


class YesNo(widgets.Widget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if str(value).lower() not in YES_NO:
            raise ValueError(rules.YES_NO_REMEDY)
        return YES_NO[str(value).lower()]

    def render(self, value: Any, obj: Any = None, **options: Any) -> str:
        return "true" if value else "false"


class Words(widgets.Widget):  # type: ignore[misc]
    """Topics. The database would cut one that is too long, and say nothing."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        words = rules.topics(str(value or ""))
        for word in words:
            if not re.fullmatch(rules.TOPIC, word):
                raise ValueError(f"“{word[:60]}” is no topic: {rules.TOPIC_REMEDY}")
        return words

    def render(self, value: Any, obj: Any = None, **options: Any) -> str:
        return " ".join(value)


class ByKeyOrName(widgets.Widget):  # type: ignore[misc]
    """A claimant, by key, else by name if only one has it, else by another name of it."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if not value:
            return None
        found = Claimant.objects.filter(key=value) or Claimant.objects.filter(name=value)
        found = found or Claimant.objects.filter(aliases__name=value)
        if len(found) != 1:
            raise ValueError(rules.MANY_CLAIMANTS if found else rules.NO_CLAIMANT)
        return found[0]

    def render(self, value: Any, obj: Any = None, **options: Any) -> str:
        return value.key if value else ""


class PublisherByName(widgets.Widget):  # type: ignore[misc]
    """A publisher, by name, else by its host."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if not value:
            return None
        site = value.lower().removeprefix("www.")
        found = Publisher.objects.filter(name=value) or Publisher.objects.filter(site=site)
        if not found:
            raise ValueError("There is no such publisher: add it first, or leave the cell empty.")
        return found[0]

    def render(self, value: Any, obj: Any = None, **options: Any) -> str:
        return value.name if value else ""


class Language(widgets.CharWidget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        return value or rules.LANGUAGE
