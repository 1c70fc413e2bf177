"""Mistakes in the rows of a form, by name: rows stand far below where the page says that one is."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.formsets import DELETION_FIELD_NAME


@dataclass(frozen=True)
class Wrong:
    """One mistake, and the id of the place on the page that has it."""

    place: str
    name: str
    text: str


def of(parts: Any) -> list[Wrong]:
    """Return what is wrong in the rows of `parts`, which are a form's inlines.

    What is to be deleted may be wrong.
    """
    return [
        _wrong(part.opts, form, name, text)
        for part in parts
        for form in part.formset.forms
        for name, texts in form.errors.items()
        if not form.cleaned_data.get(DELETION_FIELD_NAME)
        for text in texts
    ]


def _wrong(inline: Any, form: Any, name: str, text: str) -> Wrong:
    noun = str(inline.verbose_name or inline.model._meta.verbose_name)
    row = inline.row_name(form.instance) if form.instance.pk else "that is new"
    place, field = form.prefix, ""
    if name != NON_FIELD_ERRORS:
        place, field = form[name].auto_id, f", {form[name].label.lower()}"
    return Wrong(place, f"{noun.capitalize()} {row}{field}", text)
