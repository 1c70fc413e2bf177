"""One set of rules: what an import through the admin takes, load_claims takes, and nothing else."""

import pytest
from django.db import transaction

from claims.intake import claim_table, importing, tables
from claims.intake.loading import rows
from claims.models import Claim, ClaimantAlias
from tests import factories, loading

pytestmark = pytest.mark.django_db

CELLS = {
    "external_id": ["", "x", "x" * 200, "x" * 201],
    "text": ["", "x", "<b>x</b>", "é" * 3000],
    "claimant": ["", "mark-carney", "Mark Carney", "Kaner", "nobody", "mark carney", "x" * 300],
    "claimant_unknown": ["", "true", "YES", "1", "no", "False", "maybe", "2"],
    "claim_date": ["", "2025-03-14", "2025-02-30", "2025-3-4", "14.3.2025", "0000-01-01",
                   "9999-12-31", "2025-03-14T10:00", "２０２５-03-14", "infinity"],
    "in_language": ["", "fr-CA", "x" * 35, "x" * 36],
    "topics": ["", "tax", "tax, trade|border", "tax\u00a0trade", "ta/x", "x" * 50, "x" * 51, ",|"],
    "subject": ["", "x" * 300, "x" * 301],
    "value": ["", "=1+1", "x" * 500, "x" * 501],
    "unit": ["x" * 50, "x" * 51],
    "valid_to": ["", "2025-03-14", "1999-01-01"],
    "selection_reason": ["", "x" * 5000],
    "priority": ["", "1", "5", "0", "6", "01", "1.0", "-1", "one", "١"],
    "article": ["", "far", "nowhere"],
    "exact": ["x" * 500, "x" * 501, ""],
    "start": ["3", "-3", "3.0", "x", "1234567890", "٣", "", "9"],
    "end": ["9", "3", "2"],
}  # fmt: skip
OF_PASSAGE = {"article": "far", "exact": "x", "start": "3", "end": "9"}


def whole(column, cell):
    """A row that loads but for this cell."""
    row = {"external_id": "a:1", "text": "Something.", "valid_from": "2020-01-01"}
    passage = OF_PASSAGE if column in OF_PASSAGE else {}
    return row | passage | {column: cell}


def stored():
    names = [name for name in claim_table.ClaimTable.columns() if name != "claimant"]
    return list(Claim.objects.values_list("claimant__key", *names))


def undone(work):
    with transaction.atomic():
        taken = work()
        seen = stored()
        transaction.set_rollback(True)
    return taken, seen


def by_import(row, by):
    lines = [tables.Line(1, row)]
    report = importing.carry_out(lines, into=claim_table.ClaimTable, by=by)
    return not report.problems


@pytest.mark.parametrize("column", CELLS)
@pytest.mark.parametrize("there", [False, True], ids=["new", "stored"])
def test_both_take_and_refuse_the_same_cells(tmp_path, cast, column, there):
    ClaimantAlias.objects.create(claimant=factories.claimant(), name="Kaner")
    factories.article(key="far")
    if there:
        factories.claim(external_id="a:1", claimant=None, priority=2, topics=["old"], appears=False)
    for cell in CELLS[column]:
        row = whole(column, cell)
        path = loading.ndjson(tmp_path, row)
        imported = undone(lambda row=row: by_import(dict(row), cast.alice))
        loaded = undone(lambda path=path: loading.load(tmp_path, path, format="ndjson").code == 0)
        assert loaded == imported, (column, cell)


def test_columns_of_an_import_are_columns_of_a_load():
    assert {*claim_table.ClaimTable.columns(), *claim_table.OF_PASSAGE} < set(rows.COLUMNS)


def test_every_claim_column_decides_something_here():
    tried = {*CELLS, *OF_PASSAGE, "valid_from", "property", "prefix", "suffix"}
    assert set(rows.OF_CLAIM) | set(rows.OF_PASSAGE) == tried
