"""Values of JSON where a column takes another kind: the row is refused, with what stood there."""

import json
from types import SimpleNamespace

import pytest

from claims.intake.loading import rows
from claims.intake.loading.formats import ndjson
from claims.models import Claim
from tests import loading

pytestmark = pytest.mark.django_db


def loaded():
    return set(Claim.objects.values_list("external_id", flat=True))


@pytest.mark.parametrize(
    "value", [[1, [2]], {"a": 1}, [{"a": 1}], [None]], ids=["lists", "object", "objects", "nothing"]
)
def test_values_of_wrong_types(tmp_path, value):
    done = loading.load(
        tmp_path, loading.ndjson(tmp_path, loading.claim(1, subject=value), loading.claim(2))
    )
    assert [(fault["line"], fault["field"]) for fault in done.refused] == [(1, "subject")]
    assert loaded() == {"test:2"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("claimant", True), ("subject", 5), ("topics", 2024), ("unit", ["kg"]), ("priority", True),
     ("topics", ["a", 1]), ("value", [5]), ("claimant_unknown", ["yes"])],
)  # fmt: skip
def test_types_that_a_column_does_not_take(tmp_path, field, value):
    bad = loading.claim(1, **{field: value})
    done = loading.load(tmp_path, loading.ndjson(tmp_path, bad, loading.claim(2)))
    assert [(fault["line"], fault["field"], fault["value"]) for fault in done.refused] == [
        (1, field, json.dumps(value))
    ]
    assert done.refused[0]["remedy"] == "Write it as a text."
    assert loaded() == {"test:2"}


def test_types_that_columns_take(tmp_path):
    row = {
        "external_id": 17, "text": "So it is.", "claimant_unknown": True, "value": 75.8,
        "priority": 1, "topics": ["canola", "tariffs"], "subject": None,
    }  # fmt: skip
    assert loading.load(tmp_path, loading.ndjson(tmp_path, row)).code == 0
    claim = Claim.objects.get(external_id="17")
    assert (claim.value, claim.priority, claim.topics) == ("75.8", 1, ["canola", "tariffs"])


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999"])
def test_value_that_is_no_number(tmp_path, value):
    line = json.dumps(loading.claim(1, value="?")).replace('"?"', value)
    done = loading.load(
        tmp_path, loading.file(tmp_path, "a.ndjson", f"{line}\n{json.dumps(loading.claim(2))}")
    )
    assert [(fault["line"], fault["field"]) for fault in done.refused] == [(1, "value")]


def test_every_depth_around_the_deepest_that_is_read():
    """Wrong: what can just be read is too deep to be quoted, and a traceback ends the load."""
    row = '{"external_id": "a", "text": %s}\n'
    found = []
    for depth in range(700, 1100):
        source = SimpleNamespace(lines=lambda deep=depth: [row % ("[" * deep + "]" * deep)])
        (record,) = ndjson.records(source)
        found.append(record if isinstance(record, rows.Fault) else rows.of_values(*record))
    assert {type(one) for one in found} == {rows.Fault}
    assert {one.field for one in found} == {"", "text"}
