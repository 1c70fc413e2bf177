"""Google's contract: the discovery document of its own client, as JSON Schemas."""

import json
from pathlib import Path

import jsonschema
from googleapiclient import discovery_cache

FOLDER = Path(discovery_cache.__file__).parent / "documents"
DOCUMENT = json.loads((FOLDER / "factchecktools.v1alpha1.json").read_text())
PREFIX = "GoogleFactcheckingFactchecktoolsV1alpha1"
GOOGLE_DATETIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$"


def validate(answer, shape):
    """Hold an answer against a schema of the document: no other member, no other type."""
    definitions = {name: _closed(schema) for name, schema in DOCUMENT["schemas"].items()}
    schema = {"$ref": f"#/$defs/{PREFIX}{shape}", "$defs": definitions}
    jsonschema.validate(answer, schema)


def _closed(schema):
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    closed = {"type": schema["type"]}
    if schema["type"] == "object":
        closed["additionalProperties"] = False
        closed["properties"] = {
            name: _closed(value) for name, value in schema["properties"].items()
        }
    if "items" in schema:
        closed["items"] = _closed(schema["items"])
    if schema.get("format") == "google-datetime":
        closed["pattern"] = GOOGLE_DATETIME
    if schema.get("format") == "int32":
        closed |= {"minimum": -(2**31), "maximum": 2**31 - 1}
    return closed
