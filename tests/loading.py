"""load_claims as its users call it: files in, an exit code, a report and a file of rejects out."""

import contextlib
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

from django.core.management import CommandError, call_command

HEAD = "external_id,text,claimant_unknown\n"


def load(folder, *files, mapping=(), **options):
    """Load; return its exit code, what it said, and what it refused."""
    path = folder / f"rejects-{len(list(folder.glob('rejects-*')))}.ndjson"
    out, err = io.StringIO(), io.StringIO()
    code, message = 0, ""
    options["mapping"] = [mapping] if isinstance(mapping, str) else mapping
    try:
        call_command(
            "load_claims", *map(str, files), rejects=str(path), stdout=out, stderr=err, **options
        )
    except CommandError as error:
        code, message = error.returncode, str(error)
    refused = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    said = out.getvalue() + err.getvalue() + message
    return SimpleNamespace(code=code, said=said, refused=refused, path=path)


def file(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ndjson(folder, *rows, name="claims.ndjson"):
    return file(folder, name, "".join(json.dumps(row) + "\n" for row in rows))


def claim(number, **cells):
    """A row that loads, and gives a claim that nothing is missing of."""
    return {
        "external_id": f"test:{number}",
        "text": f"The measure number {number} is in force.",
        "claimant_unknown": True,
    } | cells


def review(number, **cells):
    """What a row says of a review of another publisher."""
    return {
        "review_publisher": "Example Checks",
        "review_url": f"https://checks.example.org/{number}",
        "review_title": f"Checked: measure {number}",
        "review_rating": "Half right",
        "review_date": "2025-03-14",
    } | cells


def peak(pid):
    """Return the most memory, in MB, that a process has had; 0 if it has ended."""
    # Not getrusage: that counts what this process had when it forked.
    with contextlib.suppress(OSError):
        said = Path(f"/proc/{pid}/status").read_text()
        if hit := re.search(r"VmHWM:\s+(\d+) kB", said):
            return int(hit[1]) / 1024
    return 0
