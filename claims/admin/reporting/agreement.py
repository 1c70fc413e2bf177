"""The report on agreement: kappa and alpha of the blind second opinions, overall and by pair.

Its libraries take seconds to import: the site reaches it by claims.admin.reporting.late alone.
"""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.admin.reporting import reports as report_pages
from claims.desk.reporting import agreement, reports


def page(request: HttpRequest) -> HttpResponse:
    """Show how far the second opinions of a period agree with the first."""
    report_pages.require_lead(request)
    form, period, refusal = report_pages.asked_period(request)
    judged = [agreement.Judgement(*row) for row in reports.judged(period)]
    overall = agreement.overall(judged)
    context = {
        **admin.site.each_context(request),
        "title": "Agreement",
        "form": form,
        "period": period,
        "refusal": refusal,
        "rows": [overall, *agreement.by_pair(judged)] if overall else [],
        "least": agreement.MIN_FOR_INTERVAL,
        "resamples": agreement.RESAMPLES,
        "seed": agreement.SEED,
        "most_pairs": agreement.MAX_PAIRS,
    }
    status = 400 if refusal else 200
    return TemplateResponse(request, "admin/desk/agreement.html", context, status=status)
