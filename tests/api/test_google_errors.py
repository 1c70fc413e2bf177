"""Google's envelope for every error below /v1alpha1/."""

import json
from uuid import uuid4

import pytest

from claims.record import published

SEARCH = "/v1alpha1/claims:search"
PAGES = "/v1alpha1/pages"
FORM = "application/x-www-form-urlencoded"
OVERRIDE = {"x-http-method-override": "GET"}


def _broken(*args, **options):
    raise RuntimeError("a secret of the code")


def _post(client, body, **options):
    return client.post(SEARCH, body, content_type=FORM, headers=OVERRIDE, **options)


CASES = {
    "nothing asked": (400, lambda client: client.get(SEARCH)),
    "empty": (400, lambda client: client.get(SEARCH, {"query": " "})),
    "unknown name": (400, lambda client: client.get(SEARCH, {"query": "x", "q": "x"})),
    "name with NUL": (400, lambda client: client.get(f"{SEARCH}?%00=1")),
    "NUL": (400, lambda client: client.get(f"{SEARCH}?query=a%00b")),
    "not UTF-8": (400, lambda client: client.get(f"{SEARCH}?query=%FF")),
    "name not UTF-8": (400, lambda client: client.get(f"{SEARCH}?%C3%28=1")),
    "raw bytes": (400, lambda client: client.get(SEARCH, QUERY_STRING="query=\xff\xfe")),
    "surrogate": (400, lambda client: client.get(f"{SEARCH}?query=%ED%A0%80")),
    "huge": (400, lambda client: client.get(SEARCH, {"query": "x" * 10_001})),
    "many": (400, lambda client: client.get(f"{SEARCH}?" + "&".join(f"p{n}=" for n in range(999)))),
    "twice": (400, lambda client: client.get(f"{SEARCH}?query=a&query=b")),
    "bad language": (400, lambda client: client.get(SEARCH, {"query": "x", "languageCode": "(.*"})),
    "bad alt": (400, lambda client: client.get(SEARCH, {"query": "x", "alt": "proto"})),
    "JSONP": (400, lambda client: client.get(SEARCH, {"query": "x", "callback": "alert"})),
    "bad flag": (400, lambda client: client.get(SEARCH, {"query": "x", "prettyPrint": "maybe"})),
    "form: not UTF-8": (400, lambda client: _post(client, b"query=\xff")),
    "form: NUL": (400, lambda client: _post(client, b"query=%00")),
    "form: empty": (400, lambda client: _post(client, b"")),
    "form: huge": (400, lambda client: _post(client, b"query=" + b"x" * 3_000_000)),
    "form: JSON": (
        400,
        lambda client: client.post(SEARCH, {}, content_type="application/json", headers=OVERRIDE),
    ),
    "form: multipart": (400, lambda client: client.post(SEARCH, {"query": "x"}, headers=OVERRIDE)),
    "post": (405, lambda client: client.post(SEARCH, {"query": "x"})),
    "other override": (
        405,
        lambda client: client.post(SEARCH, headers={"x-http-method-override": "DELETE"}),
    ),
    "put": (405, lambda client: client.put(SEARCH)),
    "trace": (405, lambda client: client.trace(SEARCH)),
    "by image": (501, lambda client: client.get("/v1alpha1/claims:imageSearch?imageUri=https://x")),
    "two filters": (400, lambda client: client.get(PAGES, {"url": "a", "organization": "b"})),
    "no such page": (404, lambda client: client.get(f"{PAGES}/{uuid4()}")),
    "name that is none": (404, lambda client: client.get(f"{PAGES}/%00")),
    "name of bytes": (404, lambda client: client.get(f"{PAGES}/%FF")),
    "page asked something": (400, lambda client: client.get(f"{PAGES}/{uuid4()}?url=x")),
    "create": (403, lambda client: client.post(PAGES, {}, content_type="application/json")),
    "update": (403, lambda client: client.put(f"{PAGES}/{uuid4()}", {})),
    "delete": (403, lambda client: client.delete(f"{PAGES}/{uuid4()}")),
    "unknown path": (404, lambda client: client.get("/v1alpha1/nothing")),
    "unknown path, post": (404, lambda client: client.post("/v1alpha1/claims:nothing")),
    "root": (404, lambda client: client.get("/v1alpha1/")),
    "root without slash": (404, lambda client: client.get("/v1alpha1")),
    "path of bytes": (404, lambda client: client.get("/v1alpha1/%FF%00")),
    "wrong host": (400, lambda client: client.get(SEARCH, HTTP_HOST="evil.example")),
    "broken": (500, lambda client: client.get(f"{PAGES}/00000000-0000-0000-0000-000000000000")),
}
STATUSES = {
    400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 405: "UNIMPLEMENTED",
    500: "INTERNAL", 501: "UNIMPLEMENTED",
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_error_has_the_envelope(client, world, monkeypatch, name):
    if name == "broken":
        monkeypatch.setattr(published, "standing", _broken)
    client.raise_request_exception = False
    client.handler.enforce_csrf_checks = True
    status, ask = CASES[name]
    response = ask(client)
    (outer,) = json.loads(response.content).items()
    assert outer[0] == "error"
    error = outer[1]
    assert (response.status_code, error["code"], error["status"]) == (
        status, status, STATUSES[status],
    )  # fmt: skip
    assert error["message"]
    assert set(error) <= {"code", "message", "status", "details"}
    assert response["Content-Type"] == "application/json; charset=UTF-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert ("Allow" in response) == (status == 405)
    assert b"secret" not in response.content
    assert len(response.content) < 20_000


@pytest.mark.parametrize("name", ["pageSize", "offset", "maxAgeDays"])
@pytest.mark.parametrize(
    "value", ["-1", "1.5", "ten", "2147483648", "9" * 5000, "١٢", "1 2", "1e3"]
)
def test_number_that_is_none_is_named(client, world, name, value):
    answer = json.loads(client.get(SEARCH, {"query": "x", name: value}).content)["error"]
    (detail,) = answer["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert [row["field"] for row in detail["fieldViolations"]] == [name]
    assert name in answer["message"]


@pytest.mark.parametrize(
    "token", ["x", "Zg", "💥", "9" * 5000, "MS0", "LTEtMQ", "MS0x\n1", "OTk5OTk5OTk5OTk5OTk5OTk5OTktMQ"]
)  # fmt: skip
def test_token_that_is_none_of_ours_is_refused(client, world, token):
    response = client.get(SEARCH, {"query": "x", "pageToken": token})
    assert (response.status_code, b"pageToken" in response.content) == (400, True)


@pytest.mark.parametrize(
    "fields", ["(", "a(", "a()", "a)", ",", "a,", "a/", "/a", "a b(", "a;b", "é", "(" * 9000, "a(" * 4000]
)  # fmt: skip
def test_selection_that_is_none_is_refused(client, world, fields):
    response = client.get(SEARCH, {"query": "x", "fields": fields})
    assert (response.status_code, b"fields" in response.content) == (400, True)


def test_every_unknown_name_is_named_at_once(client, world):
    response = client.get(SEARCH, {"query": "x", "rating": "1", "page": "2"})
    (detail,) = json.loads(response.content)["error"]["details"]
    assert [row["field"] for row in detail["fieldViolations"]] == ["rating", "page"]


def test_other_interfaces_take_no_override(client, world):
    for path in ("/api/v1/claims/", "/", "/corrections/"):
        response = client.post(path, "q=x", content_type=FORM, headers=OVERRIDE)
        assert response.status_code == 405


def test_error_below_a_prefix_has_the_envelope_too(client, world, settings):
    settings.FORCE_SCRIPT_NAME = "/facts"
    for path in ("/v1alpha1/nothing", SEARCH):
        answer = json.loads(client.get(path).content)
        assert set(answer) == {"error"}
    assert client.get(SEARCH, {"query": "canola"}).status_code == 200
