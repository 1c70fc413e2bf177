"""The page of a claim, read by structured-data-testing-tool with Google's rules, offline.

.ci/run installs it.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / ".local" / "node" / "node_modules" / ".bin" / "sdtt"
pytestmark = pytest.mark.skipif(
    not (shutil.which("node") and TOOL.exists()),
    reason="structured-data-testing-tool is missing: npm install --prefix .local/node"
    " structured-data-testing-tool@4.5.0",
)


def _tested(page, folder):
    file = folder / "page.html"
    file.write_text(page)
    command = [TOOL, "--file", file, "--presets", "Google", "--schemas", "ClaimReview"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", ["left", "right", "corrected", "old"])
def test_google_finds_every_member_without_a_warning(client, world, tmp_path, name):
    page = client.get(f"/claims/{getattr(world, name).slug}/").content.decode()
    found = _tested(page, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "9 tests passed with 0 warnings" in found.stdout
    assert re.search(r"Schemas in JSON-LD: 1\s", found.stdout)


@pytest.mark.parametrize("member", ["claimReviewed", "reviewRating", "url"])
def test_tool_sees_what_is_missing(client, world, tmp_path, member):
    page = client.get(f"/claims/{world.left.slug}/").content.decode()
    found = _tested(page.replace(f'"{member}":', '"other":', 1), tmp_path)
    assert found.returncode == 1
    assert f"ClaimReview[0].{member}" in found.stdout


def test_tombstone_tells_no_claim_review(client, world, tmp_path):
    page = client.get(f"/claims/{world.retracted.slug}/").content.decode()
    assert _tested(page, tmp_path).returncode == 1
