"""How the cells of a table are read and written. What cannot be read says what could.

The library's widgets are the base; it ships no types.
"""

from typing import Any

from django.core.exceptions import ValidationError
from import_export import widgets

from claims.models import Claim, Claimant, Publisher


class Day(widgets.DateWidget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        try:
            return super().clean(value, row, **options)
        except ValueError as error:
            raise ValueError("Write the day like 2025-03-14.") from error


class Priority(widgets.Widget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if value in {"", None}:
            return 3
        if value not in set("12345"):
            raise ValueError("Use a number from 1 (first) to 5 (last).")
        return int(value)


YES_NO = {
    **dict.fromkeys(("true", "yes", "1"), True),
    **dict.fromkeys(("false", "no", "0", ""), False),
}


class YesNo(widgets.Widget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if str(value).lower() not in YES_NO:
            raise ValueError("Write true or false.")
        return YES_NO[str(value).lower()]

    def render(self, value: Any, obj: Any = None, **options: Any) -> str:
        return "true" if value else "false"


class Words(widgets.Widget):  # type: ignore[misc]
    """Topics. The database would cut one that is too long, and say nothing."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        words = str(value or "").replace(",", " ").replace("|", " ").split()
        one: Any = Claim._meta.get_field("topics")
        for word in words:
            try:
                one.base_field.run_validators(word)
            except ValidationError as error:
                raise ValueError(
                    f"“{word[:60]}” is no topic: use letters, digits, hyphens and underscores,"
                    f" {one.base_field.max_length} at most."
                ) from error
        return words

    def render(self, value: Any, obj: Any = None, **options: Any) -> str:
        return " ".join(value)


class ByKeyOrName(widgets.Widget):  # type: ignore[misc]
    """A claimant, by key, else by name if only one has it."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if not value:
            return None
        found = Claimant.objects.filter(key=value) or Claimant.objects.filter(name=value)
        if len(found) != 1:
            much = "Several claimants have this name" if found else "There is no such claimant"
            raise ValueError(f"{much}: add it first, and write its key.")
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
        return value or "en"
