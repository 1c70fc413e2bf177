"""The reports of the desk: charts, each with its numbers as a table and as CSV."""

import csv
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims import exceptions
from claims.admin import base
from claims.admin.reporting import charts
from claims.desk.reporting import reports
from claims.language import cells
from claims.models import Rating

BY_VERDICT = {"claimants", "outlets"}


class PeriodForm(forms.Form):
    first = forms.DateField(required=False, widget=base.Day, label="From")
    last = forms.DateField(required=False, widget=base.Day, label="to")


def require_lead(request: HttpRequest) -> None:
    if not base.person(request).has_perm("claims.view_reports"):
        raise PermissionDenied


def asked_period(request: HttpRequest) -> tuple[PeriodForm, reports.Period, str]:
    """Return the form, the period, and what was wrong with the one that was asked for, if any."""
    form = PeriodForm(request.GET)
    try:
        if not form.is_valid():
            raise exceptions.BadValue("Give days as 2026-01-31. These are the last twelve weeks.")
        return form, reports.period(**form.cleaned_data), ""
    except exceptions.BadValue as refusal:
        return form, reports.period(), str(refusal)


def page(request: HttpRequest) -> HttpResponse:
    """Show every report of the period that was asked for."""
    require_lead(request)
    form, period, refusal = asked_period(request)
    colours = list(Rating.objects.values_list("colour", flat=True))
    shown = [
        (table, charts.of(table, colours if table.key in BY_VERDICT else []))
        for table in reports.tables(period)
    ]
    return TemplateResponse(
        request,
        "admin/desk/reports.html",
        _context(request, "Reports", form=form, period=period, refusal=refusal, shown=shown),
        status=400 if refusal else 200,
    )


def as_csv(request: HttpRequest, key: str) -> HttpResponse:
    """Give the numbers of one report as CSV, with no cell that a spreadsheet would run."""
    require_lead(request)
    if key not in reports.MAKERS:
        raise Http404(f"There is no report {key!r}: use one of {sorted(reports.MAKERS)}.")
    _form, period, refusal = asked_period(request)
    if refusal:
        return HttpResponse(refusal, status=400, content_type="text/plain; charset=utf-8")
    table = reports.MAKERS[key](period)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{key}-{period.first}-{period.last}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer, quoting=csv.QUOTE_NONNUMERIC)
    for row in (table.columns, *table.rows):
        writer.writerow(cells.harmless(cell) for cell in row)
    return answer


def _context(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, **more}
