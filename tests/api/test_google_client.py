"""Google's own client asks us: a real server, and nothing changed but the address."""

import re
from pathlib import Path

import pytest
from django.test.testcases import LiveServerThread
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.api import google

DOCS = Path(__file__).parents[2] / "docs/api.md"


class Prefixed:
    """A WSGI server that serves us below /facts, and also at the root."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path.startswith("/facts/"):
            environ |= {"SCRIPT_NAME": "/facts", "PATH_INFO": path.removeprefix("/facts")}
        return self.app(environ, start_response)


@pytest.fixture(scope="module")
def address(world):
    thread = LiveServerThread("127.0.0.1", Prefixed)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://{thread.host}:{thread.port}"
    thread.terminate()


@pytest.fixture(params=["", "/", "/facts", "/facts/"])
def service(request, address):
    with _service(address + request.param) as service:
        yield service


@pytest.fixture
def plain(address):
    with _service(address) as service:
        yield service


def _service(endpoint, **options):
    return build(
        "factchecktools",
        "v1alpha1",
        static_discovery=True,
        client_options={"api_endpoint": endpoint},
        **{"developerKey": "any"} | options,
    )


def _all(method, following, name, **asked):
    """Follow the list to its end; the pages, and every request."""
    request, pages = method(**asked), []
    while request is not None:
        answer = request.execute()
        pages.append(answer.get(name, []))
        request = following(request, answer)
    return pages


def test_search(service, world, settings):
    answer = service.claims().search(query="visited Peking", languageCode="fr-FR").execute()
    google.validate(answer, "FactCheckedClaimSearchResponse")
    (claim,) = answer["claims"]
    assert claim["claimReview"][0]["url"] == f"{settings.PUBLIC_URL}/claims/{world.old.slug}/"
    assert claim["claimReview"][0]["publisher"]["site"] == "127.0.0.1"


def test_paging_to_the_end(service, world):
    claims = service.claims()
    pages = _all(
        claims.search, claims.search_next, "claims",
        reviewPublisherSiteFilter="127.0.0.1", pageSize=1, offset=0, maxAgeDays=9,
    )  # fmt: skip
    texts = [claim["text"] for page in pages for claim in page]
    assert texts == [row.text for row in (world.corrected, world.right, world.left, world.old)]
    assert [len(page) for page in pages] == [1, 1, 1, 1]


def test_search_that_is_too_long_for_an_address_comes_by_post(service, world):
    request = service.claims().search(query="canola " * 400, pageSize=1)
    answer = request.execute()
    assert (request.method, len(request.body) > 2048) == ("POST", True)
    assert [claim["text"] for claim in answer["claims"]] == [world.right.text]


def test_long_search_goes_on_to_its_end(plain, world):
    # The client sends the form of the first page again, and the token in the address.
    claims = plain.claims()
    first = claims.search(query="canola " * 400, pageSize=1, offset=0)
    answer = first.execute()
    following = claims.search_next(first, answer)
    assert (following.method, "pageToken=" in following.uri) == ("POST", True)
    answer = following.execute()
    assert [claim["text"] for claim in answer["claims"]] == [world.left.text]
    assert claims.search_next(following, answer) is None


def test_long_search_from_a_token_goes_on_from_the_next(plain, world):
    claims = plain.claims()
    token = claims.search(query="canola", pageSize=1).execute()["nextPageToken"]
    request = claims.search(query="canola " * 400, pageSize=1, pageToken=token)
    answer = request.execute()
    assert [claim["text"] for claim in answer["claims"]] == [world.left.text]


def test_long_address_of_a_page_comes_by_post_as_well(plain):
    request = plain.pages().list(url="https://elsewhere.example/" + "x" * 2048)
    assert (request.execute(), request.method) == ({}, "POST")


def test_errors_are_parsed(service):
    with pytest.raises(HttpError) as caught:
        service.claims().search(languageCode="en").execute()
    error = caught.value
    assert error.status_code == 400
    assert error.reason.startswith("“query” is required")
    (detail,) = error.error_details
    assert detail["fieldViolations"][0]["field"] == "query"


def test_a_long_request_is_refused_as_a_short_one_is(plain):
    with pytest.raises(HttpError) as caught:
        plain.claims().search(query="x" * 20_000).execute()
    assert (caught.value.status_code, "10000" in caught.value.reason) == (400, True)


def test_pages(service, world):
    pages = service.pages()
    listed = _all(pages.list, pages.list_next, "claimReviewMarkupPages", pageSize=3)
    assert [len(page) for page in listed] == [3, 1]
    for page in (page for part in listed for page in part):
        assert pages.get(name=page["name"]).execute() == page
        google.validate(page, "ClaimReviewMarkupPage")
        found = pages.list(url=page["pageUrl"]).execute()
        assert found == {"claimReviewMarkupPages": [page]}


def test_what_is_not_offered_says_so(service, world):
    name = f"pages/{world.old.public_id}"
    pages = service.pages()
    refusals = [
        (service.claims().imageSearch(imageUri="https://example.org/" + "x" * 3000), 501),
        (service.claims().imageSearch(imageUri="https://example.org/x.png"), 501),
        (pages.create(body={"pageUrl": "https://example.org/"}), 403),
        (pages.update(name=name, body={}), 403),
        (pages.delete(name=name), 403),
    ]
    for request, status in refusals:
        with pytest.raises(HttpError) as caught:
            request.execute()
        assert caught.value.status_code == status
        assert "here" in caught.value.reason


def test_a_part_of_the_answer_and_another_layout(plain):
    request = plain.claims().search(query="Peking", fields="claims/text", prettyPrint=False)
    assert request.execute() == {"claims": [{"text": "The premier visited Peking in 2017."}]}


def test_example_of_the_docs_runs(address, capsys, world):
    (example,) = re.findall(
        r"```python\n((?:(?!```).)*googleapiclient.*?)```", DOCS.read_text(), re.DOTALL
    )
    code = example.replace("http://127.0.0.1:8000", address).replace('"prime minister"', '"canola"')
    assert code.count(address) == code.count("canola") == 1
    exec(compile(code, "docs/api.md", "exec"), {})  # noqa: S102  our own docs
    assert capsys.readouterr().out.splitlines() == [
        f"False: {row.text}" for row in (world.right, world.left)
    ]
