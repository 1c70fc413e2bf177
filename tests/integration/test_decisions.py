"""Replaying decisions: all of them through the workflow, or none."""

import json

import pytest
from django.core.management import CommandError, call_command

from claims.desk.people import demo
from claims.models import Transition
from tests import factories

pytestmark = pytest.mark.django_db


def test_refused_decision_names_itself_and_nothing_is_done(tmp_path):
    demo.create()
    claim = factories.claim(external_id="x:1")
    file = tmp_path / "decisions.json"
    steps = [
        {"do": "start", "claim": "x:1", "by": "alice"},
        {"do": "approve", "claim": "x:1", "by": "bob"},
    ]
    file.write_text(json.dumps({"decisions": steps}))
    with pytest.raises(CommandError, match=r"Decision 2 \(approve x:1\) was refused"):
        call_command("replay_decisions", file)
    assert claim.reviews.get().state == "new"
    assert not Transition.objects.exists()


def test_unreadable_file_is_named(tmp_path):
    file = tmp_path / "decisions.json"
    file.write_text('{"decisions": [')
    with pytest.raises(CommandError, match=r"decisions\.json cannot be read"):
        call_command("replay_decisions", file)


def test_unknown_person_is_named(tmp_path):
    factories.claim(external_id="x:1")
    file = tmp_path / "decisions.json"
    step = {"do": "start", "claim": "x:1", "by": "nobody"}
    file.write_text(json.dumps({"decisions": [step]}))
    with pytest.raises(CommandError, match="nobody"):
        call_command("replay_decisions", file)


def test_desk_that_has_begun_is_left_alone(cast, tmp_path, capsys):
    factories.started(cast.alice)
    file = tmp_path / "decisions.json"
    file.write_text('{"decisions": [{"do": "nothing", "claim": "x", "by": "nobody"}]}')
    call_command("replay_decisions", file)
    assert "none is replayed" in capsys.readouterr().out
