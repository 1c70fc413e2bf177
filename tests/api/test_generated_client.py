"""A client that openapi-python-client makes of our document, against the real server."""

import json
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest

from tests import server

CONFIG = {
    # What the generator does not know by itself: NDJSON is text. docs/api.md says so too.
    "content_type_overrides": {"application/x-ndjson": "text/plain"},
    # It would format the code with tools of its own choice.
    "post_hooks": [],
}


@pytest.fixture(scope="module")
def address(world):
    with server.running() as address:
        yield address


@pytest.fixture(scope="module")
def client(address, tmp_path_factory):
    """The generated package, and in it a client of the server."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    program = shutil.which("openapi-python-client", path=Path(sys.executable).parent)
    options = ["--meta", "none", "--output-path", "desk_client", "--config", "config.json"]
    made = subprocess.run(
        [program, "generate", "--url", f"{address}/api/v1/schema/", "--fail-on-warning", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    try:
        package = import_module("desk_client")
        with package.Client(base_url=address, raise_on_unexpected_status=True) as client:
            yield client
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == "desk_client"]:
            del sys.modules[name]


def _ask(client, operation, *arguments, **options):
    function = import_module(f"desk_client.api.record.{operation}").sync_detailed
    return function(*arguments, client=client, **options)


def test_it_has_a_method_for_every_operation(client, address):
    folder = Path(import_module("desk_client.api.record").__file__).parent
    made = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {"get_index", "list_claims", "get_claim", "list_changes", "dump_claims"} <= made
    document = _ask(client, "get_index").parsed
    assert document.claims == f"{address}/api/v1/claims/"


def test_list_and_one_of_it(client, world):
    page = _ask(client, "list_claims", topic="canola").parsed
    assert [claim.text for claim in page.results] == [
        "China charges 84 % duty on canola seed.",
        "China charges 75.8 % duty on canola seed.",
    ]
    claim = _ask(client, "get_claim", page.results[1].id).parsed
    assert claim.text == page.results[1].text
    assert (claim.rating.text, claim.rating.normalized.value) == ("False", "FALSE")
    assert claim.contradictions[0].other.id == page.results[0].id


def test_pages_follow_each_other(client, world):
    everything = [claim.id for claim in _ask(client, "list_claims").parsed.results]
    seen, cursor = [], {}
    while True:
        page = _ask(client, "list_claims", page_size=1, **cursor).parsed
        seen += [claim.id for claim in page.results]
        if page.next_ is None:
            break
        cursor = {"cursor": page.next_.partition("cursor=")[2].partition("&")[0]}
    assert seen == everything
    assert len(seen) == 4


def test_problem_is_read_as_one(client, world):
    answer = _ask(client, "get_claim", uuid4())
    assert answer.status_code == 404
    assert type(answer.parsed).__name__ == "Problem"
    assert (answer.parsed.status, answer.parsed.title) == (404, "Not Found")
    refused = _ask(client, "list_claims", page_size=101).parsed
    assert refused.errors[0].name == "page_size"
    assert refused.errors[0].remedy == "Use a whole number from 1 to 100."


def test_retracted_claim_is_its_tombstone(client, world):
    answer = _ask(client, "get_claim", world.retracted.public_id)
    assert answer.status_code == 410
    assert type(answer.parsed).__name__ == "Tombstone"
    assert answer.parsed.note == "The source was withdrawn."


def test_record_is_followed_and_fetched(client, world):
    head = _ask(client, "get_record").parsed
    changes = _ask(client, "list_changes", since=head.sequence - 1).parsed
    assert [change.digest for change in changes.results] == [head.digest]
    assert changes.results[0].document["id"] == str(world.retracted.public_id)
    lines = _ask(client, "dump_record").parsed.splitlines()
    assert json.loads(lines[-1])["digest"] == head.digest
