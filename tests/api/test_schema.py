"""GET /api/v1/schema/ and /docs/: the OpenAPI document says what the endpoints do."""

import json
from io import StringIO

import jsonschema
import pytest
from django.core.management import call_command

from claims.api.contract import vocabulary


@pytest.fixture
def document(client):
    response = client.get("/api/v1/schema/")
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def _operations(document):
    for path, item in document["paths"].items():
        yield path, item.get("get") or item["post"]


def test_document_is_valid_and_made_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_document_is_openapi_3_1_with_clean_names(document):
    assert document["openapi"] == "3.1.0"
    assert {operation["operationId"] for _, operation in _operations(document)} == {
        "getIndex", "listClaims", "getClaim", "listVersions", "listContradictions",
        "listCorrections", "listRatings", "getRecord", "listChanges", "dumpRecord", "dumpClaims",
        "dumpClaimsTable", "dumpDataFeed", "countFacets", "matchClaims",
    }  # fmt: skip


def test_every_parameter_is_described(document):
    listed = document["paths"]["/api/v1/claims/"]["get"]["parameters"]
    assert {row["name"] for row in listed} == {row.name for row in vocabulary.CLAIMS}
    assert all(row["description"] and row["schema"] for row in listed)


def test_every_operation_names_its_errors(document):
    for _, operation in _operations(document):
        for status in ("400", "406"):
            assert "application/problem+json" in operation["responses"][status]["content"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/", 200),
        ("/api/v1/claims/", 200),
        ("/api/v1/claims/?q=cnaola", 200),
        ("/api/v1/facets/?q=cnaola", 200),
        ("/api/v1/claims/{left}/", 200),
        ("/api/v1/claims/{retracted}/", 410),
        ("/api/v1/claims/{corrected}/versions/", 200),
        ("/api/v1/contradictions/", 200),
        ("/api/v1/corrections/", 200),
        ("/api/v1/ratings/", 200),
        ("/api/v1/record/", 200),
        ("/api/v1/changes/?since=2", 200),
        ("/api/v1/claims/?wat=1", 400),
    ],
)
def test_answers_have_the_shape_that_the_document_gives(client, world, document, path, status):
    _has_its_shape(client, world, document, path, status, accept="application/json")


@pytest.mark.parametrize("name", ["left", "corrected", "retracted", "right"])
def test_claim_reviews_have_the_shape_that_the_document_gives(client, world, document, name):
    status = 410 if name == "retracted" else 200
    path = f"/api/v1/claims/{{{name}}}/"
    _has_its_shape(client, world, document, path, status, accept="application/ld+json")


def _has_its_shape(client, world, document, path, status, *, accept):
    names = ("left", "right", "retracted", "corrected")
    claims = {name: getattr(world, name).public_id for name in names}
    response = client.get(path.format(**claims), headers={"accept": accept})
    assert response.status_code == status
    declared = path.partition("?")[0]
    for name in claims:
        declared = declared.replace(f"{{{name}}}", "{claim_id}")
    described = document["paths"][declared]["get"]["responses"][str(status)]["content"]
    schema = described[response["Content-Type"]]["schema"]
    jsonschema.validate(
        json.loads(response.content), _closed({**schema, "components": document["components"]})
    )


def _closed(schema):
    """Refuse members that the document does not name: an answer must not outgrow it."""
    if isinstance(schema, dict):
        closed = {name: _closed(value) for name, value in schema.items()}
        if closed.get("type") == "object" and "properties" in closed:
            closed["additionalProperties"] = False
        return closed
    return [_closed(item) for item in schema] if isinstance(schema, list) else schema


def test_yaml_for_who_asks_for_it(client):
    response = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi;q=1"})
    assert response.content.startswith(b"openapi: 3.1.0")


def test_page_to_try_it_has_no_inline_script_or_style(client, settings):
    page = client.get("/api/v1/docs/").content.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert page.count("<script") == page.count("<script src=") == 2
    script = client.get("/api/v1/docs/?script=")
    assert b"/api/v1/schema/" in script.content
