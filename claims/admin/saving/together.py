"""Django's forms for a desk of several people: saved by two at once, or after a session has ended.

A form carries a token of what it was opened with. Where something else is stored by now, nothing is
saved: the form comes back with both versions merged, and what both changed is put to a choice, as
on a review's page. The rows that are typed with it (passages, aliases) count as part of it.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from claims import exceptions
from claims.admin import base, history
from claims.admin.saving import (
    kept_forms,
    merging,
    shapes,
    stale,
    typed_rows,
    windows,
    wrong_rows,
)

THROW_AWAY = "throw-away"
SHARED_TEMPLATE = "admin/desk/change_form.html"


class DeletedMeanwhile(exceptions.WrongState):
    """Somebody deleted this since its page was opened."""


class RowForm(base.DeskForm):
    """A row that is typed with another: it may stand for one that somebody removed meanwhile."""

    was = forms.IntegerField(required=False, widget=forms.HiddenInput)


@dataclass
class Opened:
    """What one request finds out about the page that it opens or saves."""

    path: str
    seen: str = ""
    merge: merging.Merge | None = None
    refusal: exceptions.DeskError | None = None
    kept: QueryDict | None = None
    gone: bool = False
    window: windows.Window = windows.ALL


class Together(base.DeskAdmin):
    """Adds to Django's forms that nobody's work is lost."""

    change_form_template = SHARED_TEMPLATE
    inlines: ClassVar[Any] = ()
    """One at the most; `of` says its rows, and `shown` how many of them a page has."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if THROW_AWAY in request.POST:
            kept_forms.forget(request, request.path)
            return redirect(request.path)
        opened = Opened(request.path)
        request.desk_opened = opened  # type: ignore[attr-defined]
        if request.method == "GET":
            opened.kept = kept_forms.typed(request)
            if opened.kept and self._may_type(request, object_id, opened.kept):
                return self._form_restored(request, object_id, form_url, extra_context)
            opened.refusal = kept_forms.Restored() if opened.kept else None
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        if opened.gone:
            return self._typed_anew(request, unquote(object_id or ""), answer, extra_context)
        if isinstance(opened.refusal, exceptions.WrongState):
            answer.status_code = 409
        return answer

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return the row that is opened; to save it, locked, and compared with what was seen."""
        row: Any = super().get_object(request, object_id, from_field)
        opened: Opened | None = getattr(request, "desk_opened", None)
        if opened is None:
            return row
        saving = request.method == "POST"
        if row is not None and saving:
            rows = self.model._default_manager.filter(pk=row.pk)
            list(rows.order_by().select_for_update(no_key=True).values_list("pk"))
            row = super().get_object(request, object_id, from_field)
        if row is None:
            opened.gone = saving
            return None
        opened.window = self._window(request, row)
        if self.has_change_permission(request, row):
            shape = self._shape(request, row)
            if saving:
                self._compare(request, opened, row, shape)
            opened.seen = stale.token(row, shape)
        return row

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        kept_forms.forget(request, request.path)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> Any:
        opened: Opened = request.desk_opened  # type: ignore[attr-defined]
        refusal, form = opened.refusal, context["adminform"].form
        if refusal and len(context["errors"]) == 1 and form.non_field_errors() == [str(refusal)]:
            context["errors"] = []  # It is said above the form.
        context |= {
            "owner": kept_forms.signed(base.person(request), opened.path),
            "seen": opened.seen,
            "merge": opened.merge,
            "refusal": refusal,
            "kept": opened.kept,
            "typed": base.typed(request, opened.kept),
            "rows_from": opened.window.first,
            "rows_place": self._place(opened.window, context["original"]),
            "wrong_rows": wrong_rows.of(context["inline_admin_formsets"]),
        }
        # Else it is sent to “…#rows”, and the answer is shown from there: past what is said on top.
        options["form_url"] = options.get("form_url") or request.get_full_path()
        return super().render_change_form(request, context, *args, **options)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        options: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        return options | {"queryset": options["queryset"].filter(**_window_of(request).which())}

    def _window(self, request: HttpRequest, row: Any) -> windows.Window:
        """Return which rows the page shows: those it was sent with, or its address asks for."""
        if not self.inlines:
            return windows.ALL
        (inline,) = self.inlines
        first = request.POST.get(windows.FIELD) or request.GET.get(windows.ASKED, "")
        return windows.opened(inline.of(row), first, inline.shown)

    def _place(self, window: windows.Window, row: Any) -> windows.Place | None:
        if row is None or not self.inlines:
            return None
        (inline,) = self.inlines
        noun = str(inline.verbose_name_plural or inline.model._meta.verbose_name_plural)
        return windows.place(inline.of(row), window, inline.shown, noun)

    def _shape(self, request: HttpRequest, row: Any) -> shapes.Shape:
        """Return what `request`'s person may type on this page."""
        form = self.get_form(request, row, change=True)
        labels = {name: str(field.label) for name, field in form.base_fields.items() if field.label}
        rows = [
            _rows(inline, inline.get_formset(request, row), _window_of(request))
            for inline in self.get_inline_instances(request, row)
            if inline.has_change_permission(request, row)
        ]
        # No form of ours has rows of two kinds.
        part = rows[0] if rows else None
        return shapes.Shape(self.model, tuple(form.base_fields), part, labels)

    def _compare(self, request: HttpRequest, opened: Opened, row: Any, shape: shapes.Shape) -> None:
        """Go on with what was chosen; or with both versions merged, which are not saved."""
        posted: Any = request.POST
        data = merging.decided(posted, row, shape)
        try:
            stale.require_seen(row, posted.get(stale.FIELD, ""), shape)
            if merging.choose(posted)[1]:
                raise stale.Undecided
        except (stale.ChangedMeanwhile, stale.Undecided) as refusal:
            opened.merge = merging.merge(data, row, shape)
            data = opened.merge.data
            if opened.kept is None:
                _refuse(request, refusal)
        request.POST = data  # type: ignore[assignment]  # Django’s view reads the form from here.

    def _may_type(self, request: HttpRequest, object_id: str | None, kept: QueryDict) -> bool:
        """Whether what is kept is of the form itself, and who typed it may still type there."""
        if object_id is None:
            return self.has_add_permission(request)
        row = super().get_object(request, unquote(object_id))
        return stale.FIELD in kept and (row is None or self.has_change_permission(request, row))

    def _form_restored(self, request: HttpRequest, object_id: Any, *args: Any) -> HttpResponse:
        """Show what was typed before the session ended, in a form of what is stored now."""
        opened: Opened = request.desk_opened  # type: ignore[attr-defined]
        _refuse(request, kept_forms.Restored())
        # As if it were sent again: a form with a refusal is shown, and never saved.
        request.method, request.POST = "POST", opened.kept  # type: ignore[assignment]
        try:
            answer = super().changeform_view(request, object_id, *args)
            if opened.gone:
                return self._typed_anew(request, unquote(object_id), answer, args[-1])
            return answer
        finally:
            request.method = "GET"

    def _typed_anew(
        self, request: HttpRequest, pk: str, answer: HttpResponse, extra_context: Any
    ) -> HttpResponse:
        """Show what was typed of a row that somebody deleted, as the form of a new one."""
        usable = pk.isdecimal() and len(pk) < 19
        entries = history.of_rows(self.model, id=pk) if usable else []
        if not entries:
            return answer  # There never was one.
        told = f"This {self.opts.verbose_name} was deleted since you opened it"
        told += f" (by {entries[0].who}, at {stale.when(entries[0])}). Nothing was saved"
        if not self.has_add_permission(request):
            messages.warning(request, f"{told}.")
            return answer
        adding = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        request.desk_opened = Opened(adding)  # type: ignore[attr-defined]
        _refuse(
            request,
            DeletedMeanwhile(f"{told}: what you typed stands below. Save it to add it anew."),
        )
        request.POST = self._as_new(request)  # type: ignore[assignment]
        _drop_messages(request)
        answer = super().changeform_view(request, None, adding, extra_context)
        answer.status_code = 409
        return answer

    def _as_new(self, request: HttpRequest) -> QueryDict:
        data: Any = request.POST.copy()
        for inline in self.get_inline_instances(request):
            formset: Any = inline.get_formset(request)
            prefix = formset.get_default_prefix()
            rows = [row for row in typed_rows.read(data, prefix) if merging.REMOVED not in row]
            for row in rows:
                for number in ("id", formset.fk.name):
                    row.pop(number, None)
            typed_rows.write(data, prefix, [], rows)
        return data  # type: ignore[no-any-return]


def _window_of(request: HttpRequest) -> windows.Window:
    opened: Opened | None = getattr(request, "desk_opened", None)
    return opened.window if opened else windows.ALL


def _rows(inline: Any, formset: Any, window: windows.Window) -> shapes.Rows:
    model = formset.model
    columns = {field.name for field in model._meta.concrete_fields} - {model._meta.pk.name}
    return shapes.Rows(
        model,
        of=formset.fk.name,
        noun=str(inline.verbose_name),
        prefix=formset.get_default_prefix(),
        written=tuple(name for name in formset.form.base_fields if name in columns),
        label=inline.row_name,
        window=window,
    )


def _refuse(request: HttpRequest, refusal: exceptions.DeskError) -> None:
    """Have the form show `refusal` and not be saved."""
    request.desk_opened.refusal = refusal  # type: ignore[attr-defined]
    request.desk_refusal = refusal  # type: ignore[attr-defined]


def _drop_messages(request: HttpRequest) -> None:
    """Django said that there is no such row; the form says more."""
    list(messages.get_messages(request))
