"""What every page of the desk's admin has in common."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import DatabaseError, models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from claims import exceptions
from claims.admin import history, show, words
from claims.admin.lists import deleting, paging, searching
from claims.desk.lists import counting

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    StackedInline = admin.StackedInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:  # Django's classes take no type arguments at run time.
    ModelAdmin, ModelForm = admin.ModelAdmin, forms.ModelForm
    TabularInline, StackedInline = admin.TabularInline, admin.StackedInline


DELETE = "delete_selected"
"""What Django calls its action."""
NUL = "\0"
"""No text in PostgreSQL holds it."""
MAX_URL_BYTES = 2000
"""Addresses are unique, so each stands in an index, whose rows end at 2,704 bytes."""


def person(request: HttpRequest) -> User:
    """Return who asks. The site lets only staff who are logged in reach its pages."""
    return cast(User, request.user)


def posted(request: HttpRequest, name: str) -> str:
    """Return what was typed into a field of our own pages, which no form of Django's checks."""
    value = str(request.POST.get(name, ""))
    if NUL in value:
        raise exceptions.BadValue(
            "This text has a null character in it, which cannot be stored. It is taken out below:"
            " check the text and send it again."
        )
    return value


def typed(request: HttpRequest, kept: QueryDict | None = None) -> dict[str, str]:
    """Return what was typed, to be shown again, without what could not be stored (`posted`)."""
    return {name: str(value).replace(NUL, "") for name, value in (kept or request.POST).items()}


def only_posted(request: HttpRequest, row: models.Model) -> HttpResponse:
    """Lead who asks for a step by GET (after logging in again, say) to the page that has it."""
    messages.warning(request, "Nothing was done: take the step here again.")
    return redirect(show.page(row))


def fits_the_index(url: str) -> None:
    """Refuse an address that no index could hold: characters beyond ASCII count as several."""
    size = len(url.encode())
    if size > MAX_URL_BYTES:
        raise ValidationError(
            f"This address is too long: {size:,} bytes, of {MAX_URL_BYTES:,} at most."
            " Use a shorter address of the same page."
        )


class Day(forms.DateInput):
    """The browser's own calendar: no script, and good on a telephone."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DeskForm(ModelForm):
    """A form that says what a constraint means, and shows what the database refused."""

    refusal: exceptions.DeskError | None = None

    def clean(self) -> dict[str, Any] | None:
        if self.refusal:
            raise ValidationError(str(self.refusal))
        return super().clean()

    def _update_errors(self, errors: ValidationError) -> None:
        for error in _single_errors(errors):
            error.message = words.of_violation(type(self.instance), error)
        super()._update_errors(errors)  # type: ignore[misc]  # not in the stubs


def _single_errors(errors: ValidationError) -> list[ValidationError]:
    if hasattr(errors, "error_dict"):
        return [error for group in errors.error_dict.values() for error in group]
    return list(errors.error_list)


class DeskAdmin(ModelAdmin):
    """Django's ModelAdmin, with the desk's history and errors in the place of Django's."""

    form = DeskForm
    list_per_page = 50
    paginator = paging.BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {
        models.DateField: {"widget": Day},
        models.URLField: {"assume_scheme": "https", "validators": [fits_the_index]},
    }

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, many = searching.find(queryset, search_term, self.search_fields)
        request.desk_found_many = many  # type: ignore[attr-defined]
        return found, False

    def get_paginator(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """Of a search that finds many, it is known already that there are more than it shows."""
        known = searching.MANY if getattr(request, "desk_found_many", False) else None
        return paging.BoundedPaginator(*args, **options, more_than=known)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what the database refused on the form, with all that was typed still in it."""
        view = super().changeform_view
        try:
            return view(request, object_id, form_url, extra_context)
        except DatabaseError as error:
            refusal = words.of_database_error(error)
        except exceptions.DeskError as error:
            refusal = error
        request.desk_refusal = refusal  # type: ignore[attr-defined]
        return view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        form = super().get_form(request, *args, **options)
        form.refusal = getattr(request, "desk_refusal", None)  # type: ignore[attr-defined]
        return form

    # Neither may tell of reviews whose verdict waits for a blind second opinion.

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Let no address of a list ask about rows that point here: `/rating/?review=5`."""
        pointing = {relation.name for relation in self.opts.related_objects}
        return asked_field(self.model, lookup) not in pointing and super().lookup_allowed(
            lookup, value, request
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say how many rows need what is to be deleted, not which; then nothing else is read."""
        if needing := deleting.needing(objs):
            told = [f"{noun}: {counting.told(number)}" for noun, number in needing.items()]
            return [], {}, set(), told
        return super().get_deleted_objects(objs, request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered: dict[str, Any] = super().get_actions(request)
        if DELETE in offered:
            offered[DELETE] = (deleting.selected, *offered[DELETE][1:])
        return offered

    # Triggers write the history: Django's log beside it would be a second, weaker one.

    def log_addition(self, *args: Any) -> Any:
        return None

    def log_change(self, *args: Any) -> Any:
        return None

    def log_deletions(self, *args: Any) -> Any:
        return None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every change of this row, from the history that the database keeps."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined,no-any-return]
                request, self.opts, object_id
            )
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {row}",
            "opts": self.opts,
            "object": row,
            "entries": history.of_row(row),
        }
        return TemplateResponse(request, "admin/desk/history_page.html", context)


def asked_field(model: type[models.Model], lookup: str) -> str:
    """Return the name of the first field that a lookup of a list's address asks about, or ""."""
    try:
        return str(model._meta.get_field(lookup.partition("__")[0]).name)
    except FieldDoesNotExist:
        return ""


class NeverDeleted:
    """What has a history of its own is declined, dismissed or retracted: not deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(NeverDeleted):
    """Pages that only show."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
