"""Schemathesis asks the real server what its OpenAPI document allows, and what it does not.

All of its checks hold: documented statuses, types, headers and shapes; what the document allows is
accepted and what it does not is refused; other methods get 405. `make fuzz` asks far more.
"""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests import server

EXAMPLES = int(os.environ.get("EXAMPLES", "15"))
"""How many requests the phase of fuzzing makes for each operation."""


# A good question may be about what is not there (404), or was retracted (410).
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "404", "410"]
"""


@pytest.fixture(scope="module")
def address(world):
    with server.running() as address:
        yield address


def _run(document, folder, *options):
    (folder / "schemathesis.toml").write_text(CONFIG)
    program = shutil.which("schemathesis", path=Path(sys.executable).parent)
    return subprocess.run(
        [program, "run", str(document), "--checks", "all", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "200"},
        check=False,
    )


def test_api_keeps_what_its_document_says(address, tmp_path):
    schema = f"{address}/api/v1/schema/"
    done = _run(schema, tmp_path, "--max-examples", str(EXAMPLES), "--continue-on-failure")
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    for phase in ("Coverage", "Fuzzing", "Stateful"):
        assert re.search(rf"✅ +{phase}", done.stdout), done.stdout
    found = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert found, done.stdout
    assert int(found[1]) == int(found[2]) > 500


def test_answer_that_the_document_does_not_name_is_found(address, tmp_path):
    """The run above can fail: here the document has lost the status of a bad parameter."""
    with urllib.request.urlopen(f"{address}/api/v1/schema/") as response:
        document = response.read().decode()
    assert '"400":' in document
    file = tmp_path / "schema.json"
    file.write_text(document.replace('"400":', '"499":'))
    options = ("--max-examples", "1", "--phases", "coverage", "--url", address)
    done = _run(file, tmp_path, *options)
    assert done.returncode == 1, done.stdout
    assert "400" in done.stdout
