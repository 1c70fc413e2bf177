"""What the docs say is true: settings, commands and links."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from claims.desk.review import picture

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_setting_is_documented():
    code = "".join(
        (ROOT / "factcheck" / name).read_text()
        for name in ("settings.py", "databases.py", "run.py", "worker.py")
    )
    names = set(re.findall(r'(?:env\.\w+|read|_at)\(\s*"(\w+)"', code))
    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs/operating.md").read_text()))
    assert len(names) > 10
    assert names <= documented


def test_picture_of_the_states_is_that_of_the_table():
    assert picture.mermaid() in (ROOT / "docs/architecture.md").read_text()


def test_every_target_named_in_the_docs_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for doc in DOCS
        for target in re.findall(
            r"(?:`|^\s+)make ([a-z]+(?:-[a-z]+)*)", doc.read_text(), re.MULTILINE
        )
    }
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_links_lead_somewhere(doc):
    for link in re.findall(r"\]\(([^)#]+)", doc.read_text()):
        if not link.startswith(("http:", "https:")):
            assert (doc.parent / link).exists(), link


def test_help_lists_every_target():
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    # Without the flags of a make that runs us: it would have this one announce its folder.
    shown = subprocess.run(
        ["make", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert [line.split()[1] for line in shown.stdout.splitlines()] == targets


def test_locks_name_no_index():
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text()
        assert "--hash=sha256:" in lock.read_text()
