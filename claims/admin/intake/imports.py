"""A list from a file, and a list as a file: what would happen is shown before it does."""

import csv
import itertools
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from claims import exceptions
from claims.admin import base
from claims.desk import signing as acting
from claims.intake import claim_table, importing, tables
from claims.language import cells
from claims.models import Claim

SALT = "claims.admin.imports"
HOURS = 12
SHOWN = 200
"""Rows of each kind that the preview shows."""
AT_A_TIME = 500


class Uncounted(ChangeList):
    """The list's filters and search without its page: nothing is counted."""

    def get_results(self, request: HttpRequest) -> None:
        self.result_count = self.full_result_count = 0


class Import:
    """Goes before a ModelAdmin whose rows come from files; `reads` says how."""

    admin_site: Any
    opts: Any
    model: Any
    reads: type[Any]
    change_list_template: Any = "admin/desk/importable_list.html"

    def get_urls(self) -> list[URLPattern]:
        page: Any = super()
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name=self._named("import")), *page.get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        page: Any = super()
        may = base.person(request).has_perms(self.reads.permissions)
        extra = {"import_url": self._url("import") if may else ""}
        answer: HttpResponse = page.changelist_view(request, {**extra, **(extra_context or {})})
        return answer

    def _named(self, what: str) -> str:
        return f"claims_{self.opts.model_name}_{what}"

    def _url(self, what: str) -> str:
        return reverse(f"admin:{self._named(what)}")

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Upload, look at what would happen, confirm; the file comes along signed in between."""
        if not base.person(request).has_perms(self.reads.permissions):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request)
        try:
            name, content, seen = _uploaded(request)
            lines = tables.read(name, content)
            report = importing.preview(lines, into=self.reads, by=base.person(request))
            if report.problems or seen != report.digest:
                return self._preview(request, name, content, report, changed=bool(seen))
            with acting.acting(base.person(request)):
                report = importing.carry_out(lines, into=self.reads, by=base.person(request))
        except exceptions.DeskError as refusal:
            return self._import_page(request, refusal=refusal)
        if report.problems:
            return self._import_page(request, report=report)
        messages.success(request, _done(report))
        return redirect(self._url("changelist"))

    def _preview(
        self,
        request: HttpRequest,
        name: str,
        content: bytes,
        report: importing.Report,
        *,
        changed: bool,
    ) -> HttpResponse:
        if report.problems:
            return self._import_page(request, report=report, name=name)
        what: dict[str, Any] = {
            "name": name,
            "text": content.decode("utf-8-sig"),
            "seen": report.digest,
        }
        what["by"] = base.person(request).pk
        signed = signing.dumps(what, salt=SALT, compress=True)
        return self._import_page(
            request,
            report=report,
            name=name,
            signed=signed,
            changed=changed,
            kinds=[
                (kind, label, report.of(kind)[:SHOWN], report.number(kind)) for kind, label in KINDS
            ],
        )

    def _import_page(self, request: HttpRequest, **said: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "list_url": self._url("changelist"),
            "import_url": self._url("import"),
            "key": self.reads.key,
            "columns": self.reads.columns(),
            "of_passage": self.reads.beside,
            "most_rows": tables.MAX_ROWS,
            **said,
        }
        return TemplateResponse(request, "admin/desk/import.html", context)


class ImportExport(Import):
    """Goes before the ModelAdmin of claims: their list as a file, too."""

    reads = claim_table.ClaimTable

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=self._named("export")), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        extra = {"export_url": self._url("export"), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def get_changelist(self, request: HttpRequest, **options: Any) -> Any:
        page: Any = super()
        exporting = getattr(request, "desk_exporting", False)
        return Uncounted if exporting else page.get_changelist(request, **options)

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The list as it is filtered, with the columns that importing reads."""
        page: Any = self
        if not page.has_view_permission(request):
            raise PermissionDenied
        request.desk_exporting = True  # type: ignore[attr-defined]
        rows = page.get_changelist_instance(request).get_queryset(request)
        lines = _lines(_by_keys(rows))
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="claims.csv"'
        return answer


KINDS = (("new", "New"), ("update", "Changed"), ("skip", "As stored already"))


def _uploaded(request: HttpRequest) -> tuple[str, bytes, str]:
    """Return name and content of the file, and the digest of the preview that was confirmed."""
    if "signed" in request.POST:
        try:
            what = signing.loads(request.POST["signed"], salt=SALT, max_age=HOURS * 3600)
        except signing.BadSignature as error:
            raise exceptions.BadValue(
                "This preview is too old, or not ours: upload the file again."
            ) from error
        if what["by"] != base.person(request).pk:
            raise exceptions.BadValue("Somebody else made this preview: upload the file yourself.")
        return what["name"], what["text"].encode(), what["seen"]
    file = request.FILES.get("file")
    if file is None:
        raise exceptions.BadValue("Choose a file.")
    # One byte more than is read: a larger one is refused, and not held in memory.
    return str(file.name), file.read(tables.MAX_BYTES + 1), ""


def _done(report: importing.Report) -> str:
    new, changed, same = (report.number(kind) for kind, _label in KINDS)
    return f"Imported: {new} new, {changed} changed, {same} as stored already."


class _Echo:
    def write(self, text: str) -> str:
        return text


def _by_keys(rows: Any) -> Iterator[Claim]:
    """Yield the claims of a list in its order, some at a time.

    A cursor outlives its query by a copy of the whole result, made before the first row comes: so
    it has keys alone, and nothing of what the list works out for each row.
    """
    keys = iter(rows.values_list("pk", flat=True).iterator(chunk_size=AT_A_TIME))
    while some := list(itertools.islice(keys, AT_A_TIME)):
        found = Claim.objects.select_related("claimant").in_bulk(some)
        yield from (found[key] for key in some if key in found)


def _lines(claims: Iterator[Claim]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield writer.writerow(claim_table.ClaimTable.columns())
    for claim in claims:
        yield writer.writerow([cells.harmless(cell) for cell in claim_table.written(claim)])
