"""The curl lines of the docs, asked for real: what they show is in the answer."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from claims.api.lasting import stream

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```console\n\$ curl (?:-H 'Accept: ([^']+)' )?'([^']+)'\n(.*?)```", re.DOTALL)
EXAMPLES = [
    (doc, *match)
    for doc in ("README.md", "docs/api.md")
    for match in BLOCK.findall((ROOT / doc).read_text())
]
STREAM = re.compile(
    r"```console\n\$ curl -N --max-time \d+ -H 'Accept: (text/event-stream)' '([^']+)'\n(.*?)```",
    re.DOTALL,
)
CHANGING = re.compile(r'"(published_at|first_published_at|digest|previous_digest)": "[^"]*"')


@pytest.fixture(scope="module", autouse=True)
def demo(committed_module):
    call_command("load_demo")


def pairs(value):
    """Every name with its plain value, at any depth."""
    if isinstance(value, list):
        return {pair for item in value for pair in pairs(item)}
    if not isinstance(value, dict):
        return set()
    own = {(k, json.dumps(v, ensure_ascii=False)) for k, v in value.items()}
    return own | {pair for item in value.values() for pair in pairs(item)}


@pytest.mark.parametrize(
    ("doc", "accept", "url", "shown"), EXAMPLES, ids=[row[2] for row in EXAMPLES]
)
def test_shown_answer_is_the_answer(doc, accept, url, shown):
    parts = urlsplit(url)
    response = Client().get(f"{parts.path}?{parts.query}", headers={"accept": accept or "*/*"})
    answer = pairs(response.json())
    shown = CHANGING.sub("", shown)
    plain = re.findall(r'"(@?\w+)": ("(?:[^"\\]|\\.)*"|-?\d+|null|true|false)', shown)
    assert len(plain) >= 4
    for name, value in plain:
        if value.endswith(' …"'):
            start = value[: -len(' …"')]
            assert any(n == name and v.startswith(start) for n, v in answer), (name, value)
        else:
            assert (name, value) in answer


def test_shown_stream_is_the_stream(monkeypatch):
    monkeypatch.setattr(stream, "HEAD", stream.SharedHead())
    ((accept, url, shown),) = STREAM.findall((ROOT / "docs/api.md").read_text())
    parts = urlsplit(url)
    response = Client().get(f"{parts.path}?{parts.query}", headers={"accept": accept})
    pieces = response.streaming_content
    told = (next(pieces) + next(pieces)).decode()
    *lines, data = shown.strip().split("\n")
    assert told.startswith("\n".join(lines))
    event = json.loads(told.split("data: ")[1])
    named = re.findall(r'"(\w+)": ("[^"]*"|\d+)', data)
    assert len(named) == 2
    for name, value in named:
        assert event[name] == json.loads(value)


def test_docs_have_examples():
    assert len(EXAMPLES) >= 6
