"""docs/examples/verify_record.py, run as an outsider runs it: on a dump, and on the API."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from claims.desk.review import workflow
from claims.models import Publication
from tests import factories, server

SCRIPT = Path(__file__).parents[2] / "docs/examples/verify_record.py"
ENTRIES = 5


@pytest.fixture(scope="module")
def record(committed_module):
    """Four publications and a retraction, with text that is hard to take apart."""
    cast = committed_module.cast
    nasty = 'It says ,"document":{} } ] \\u0000 "} \u2028 💥 « é'
    reviews = [
        factories.published(cast.alice, cast.bob, of=factories.claim(text=f"{nasty} {n}"))
        for n in range(ENTRIES - 1)
    ]
    workflow.retract(reviews[1], by=cast.bob, comment=nasty)
    return list(Publication.objects.all())


@pytest.fixture
def dump(record, tmp_path):
    path = tmp_path / "record.ndjson"
    path.write_bytes(fetched())
    return path


def fetched():
    return b"".join(Client().get("/api/v1/dump/record.ndjson").streaming_content)


def run(*arguments, python=sys.executable, **options):
    """Run it without the packages of the project, and with another idea of what text is."""
    found = subprocess.run(
        [python, "-I", SCRIPT, *map(str, arguments)],
        capture_output=True, check=False, timeout=60, env={"LC_ALL": "C"}, **options,
    )  # fmt: skip
    return found.returncode, (found.stdout + found.stderr).decode().strip()


def tampered(sql):
    """Change the record behind the triggers' back."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_publication DISABLE TRIGGER append_only")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE record_publication ENABLE ALWAYS TRIGGER append_only")


@pytest.fixture
def one_byte_changed(record):
    """In entry 3, in its place a moment later again."""
    change = (
        "UPDATE record_publication SET document = set_byte(document, 60, {}) WHERE sequence = 3"
    )
    before = bytes(record[2].document)[60]
    tampered(change.format(before ^ 1))
    yield
    tampered(change.format(before))


def test_good_dump_verifies(dump, record):
    said = f"5 entries verify. Head: 5:{record[-1].digest}"
    assert run(dump) == (0, said)
    assert run("-", input=dump.read_bytes()) == (0, said)


def test_it_runs_on_python_3_9(dump):
    python = shutil.which("python3.9")
    if not python or subprocess.run([python, "-V"], check=False, capture_output=True).returncode:
        pytest.skip("There is no Python 3.9 here.")
    assert run(dump, python=python)[0] == 0


def test_one_byte_is_found_at_its_entry_by_the_command_and_by_the_script(
    one_byte_changed, tmp_path
):
    with pytest.raises(CommandError, match="Entry 3 was changed"):
        call_command("verify_record")
    path = tmp_path / "changed.ndjson"
    path.write_bytes(fetched())
    code, said = run(path)
    assert code == 1
    assert "Entry 3 was changed" in said
    with server.running() as address:
        code, said = run(address)
    assert code == 1
    assert "Entry 3 was changed" in said


def test_api_verifies_page_by_page(record, tmp_path):
    script = tmp_path / "verify.py"
    script.write_text(SCRIPT.read_text().replace("PAGE = 100", "PAGE = 2"))
    with server.running() as address:
        for base in (address, f"{address}/api/v1/"):
            found = subprocess.run(
                [sys.executable, "-I", script, base], capture_output=True, check=False, text=True
            )
            assert found.stdout.strip() == f"5 entries verify. Head: 5:{record[-1].digest}"


@pytest.mark.parametrize("position", range(0, 9000, 150))
def test_no_byte_of_a_dump_can_be_changed(dump, position):
    """Each place that is tried is an entry's content or the form of its line."""
    content = bytearray(dump.read_bytes())
    content[position % len(content)] ^= 1
    dump.write_bytes(content)
    code, said = run(dump)
    assert code == 1
    entry = bytes(content[: position % len(content)]).count(b"\n") + 1
    assert f"Entry {entry} " in said or f"Line {entry}, behind entry {entry - 1}," in said


def test_space_that_a_parser_would_not_see_is_found(dump):
    lines = dump.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b'"document":{"id":', b'"document":{"id": ')
    dump.write_bytes(b"".join(lines))
    assert "Entry 4 was changed" in run(dump)[1]


def test_missing_and_cut_off_entries_are_found(dump):
    lines = dump.read_bytes().splitlines(keepends=True)
    dump.write_bytes(b"".join([*lines[:1], *lines[2:]]))
    assert run(dump) == (1, "BROKEN: Entry 2 is missing: after 1 comes 3.")
    dump.write_bytes(b"".join(lines)[:-10])
    assert "Line 5, behind entry 4, cannot be read" in run(dump)[1]


def test_head_that_one_kept_shows_what_was_cut_off_or_written_anew(dump, record):
    kept = {entry.sequence: f"{entry.sequence}:{entry.digest}" for entry in record}
    assert run(dump, "--head", kept[3], "--head", kept[5])[0] == 0
    lines = dump.read_bytes().splitlines(keepends=True)
    dump.write_bytes(b"".join(lines[:4]))
    assert run(dump)[0] == 0
    code, said = run(dump, "--head", kept[5])
    assert (code, "Entry 5, whose digest you kept, is gone" in said) == (1, True)
    dump.write_bytes(b"".join(lines))
    code, said = run(dump, "--head", f"2:{hashlib.sha256(b'another').hexdigest()}")
    assert (code, "Entry 2 is not the one that you saw" in said) == (1, True)


def test_what_is_no_record_is_said(tmp_path):
    assert run(tmp_path / "nothing")[0] == 2
    assert run("http://127.0.0.1:9/")[0] == 2
    assert run(tmp_path, "--head", "5:abc")[0] == 2
