"""One shape for every error."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from claims.models import Contradiction
from claims.record import published


def _broken(*args, **options):
    raise RuntimeError("a secret of the code")


@pytest.fixture
def calm(client):
    client.raise_request_exception = False
    return client


CASES = {
    "bad parameter": (400, lambda client: client.get("/api/v1/claims/?wat=1")),
    "not UTF-8": (400, lambda client: client.get("/api/v1/claims/?q=%FF")),
    "unknown claim": (404, lambda client: client.get(f"/api/v1/claims/{uuid4()}/")),
    "unknown path": (404, lambda client: client.get("/api/v1/nothing/here/")),
    "unknown version": (404, lambda client: client.get("/api/v2/")),
    "id that is none": (404, lambda client: client.get("/api/v1/claims/%00/")),
    "post": (405, lambda client: client.post("/api/v1/claims/", {"text": "x"})),
    "put": (405, lambda client: client.put("/api/v1/claims/", "x")),
    "patch": (405, lambda client: client.patch("/api/v1/ratings/", "x")),
    "delete": (405, lambda client: client.delete(f"/api/v1/claims/{uuid4()}/")),
    "trace": (405, lambda client: client.trace("/api/v1/claims/")),
    "schema post": (405, lambda client: client.post("/api/v1/schema/", {})),
    "no such form": (406, lambda client: client.get("/api/v1/claims/", headers={"accept": "a/b"})),
    "no form": (406, lambda client: client.get("/api/v1/claims/", headers={"accept": "garbage"})),
    "wrong host": (400, lambda client: client.get("/api/v1/claims/", HTTP_HOST="evil.example")),
    "broken": (500, lambda client: client.get("/api/v1/ratings/")),
}


@pytest.mark.parametrize("name", CASES)
def test_every_error_is_a_problem(calm, world, monkeypatch, name):
    monkeypatch.setattr(published, "ratings", _broken)
    status, ask = CASES[name]
    response = ask(calm)
    problem = json.loads(response.content)
    assert (response.status_code, problem["status"]) == (status, status)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert set(problem) - {"errors"} == {"type", "title", "status", "detail"}
    assert problem["title"]
    assert problem["detail"]
    assert b"secret" not in response.content
    for error in problem.get("errors", []):
        assert set(error) == {"name", "value", "detail", "remedy"}


def test_address_without_its_last_slash_leads_to_the_one_with_it(client, world):
    response = client.get("/api/v1/claims?q=canola")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/claims/?q=canola")


def test_what_is_posted_without_the_last_slash_arrives(client, world):
    """Wrong outcome: clients follow a 301 with a GET, and are told to use POST."""
    asked = {"text": "China charges 84 % duty on canola seed."}
    led = client.post("/api/v1/match", asked, content_type="application/json")
    assert (led.status_code, led["Location"]) == (308, "/api/v1/match/")
    answer = client.post("/api/v1/match", asked, content_type="application/json", follow=True)
    assert answer.status_code == 200
    assert len(answer.json()["results"]) == 1


def test_page_for_people_is_told_in_html(client, world):
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("view", ["api:claim", "api:versions", "web:contradiction"])
@pytest.mark.parametrize("slash", ["/", ""])
def test_id_in_upper_case_leads_to_the_address_in_lower_case(client, world, view, slash):
    one = Contradiction.objects.get() if view == "web:contradiction" else world.left
    address = reverse(view, args=[one.public_id])
    id_ = str(one.public_id)
    written = address.replace(id_, id_.upper()).rstrip("/") + slash
    led = client.get(f"{written}?as_of=2020-01-01")
    assert (led.status_code, led["Location"]) == (301, f"{address}?as_of=2020-01-01")
    assert client.get(written)["Location"] == address
    assert client.get(written, follow=True).content == client.get(address).content
    assert client.post(written).status_code == 308


def test_pages_of_google_take_an_id_in_upper_case(client, world):
    address = reverse("google:page", args=[world.left.public_id])
    id_ = str(world.left.public_id)
    written = client.get(address.replace(id_, id_.upper()))
    assert (written.status_code, written.content) == (200, client.get(address).content)


def test_unknown_address_with_an_id_in_upper_case_stays_unknown(client, world):
    id_ = str(world.left.public_id).upper()
    for address in (f"/nothing/{id_}/", f"//api/v1/claims/{id_}/", f"/api/v1/claims/{id_}x/"):
        assert client.get(address).status_code == 404
