"""When a process asks the database how far the record has come, and what it does without an answer."""

import shutil
import time

import pytest
from django.db import connections

from claims.record import direct, newest
from claims.serving.front import heads
from tests import factories, fronts

LIST = "/api/v1/claims/"


@pytest.fixture
def pair(committed_db, settings, tmp_path):
    settings.RUN_DIR = tmp_path / "run"
    review = factories.published(committed_db.cast.alice, committed_db.cast.bob)
    made = fronts.Pair()
    made.review = review
    yield made
    made.close()


@pytest.fixture
def asked(pair, monkeypatch):
    """How often the database was asked."""
    calls = []
    look = direct.look
    monkeypatch.setattr(direct, "look", lambda through: calls.append(1) or look(through))
    return calls


def test_database_is_asked_now_and_then(pair, asked, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(heads.time, "monotonic", lambda: now[0])
    for _ in range(5):
        pair.front.heads.now()
    assert len(asked) == 1
    now[0] += heads.LOOK_EVERY
    for _ in range(5):
        pair.front.heads.now()
    assert len(asked) == 2


def test_publication_of_this_machine_is_seen_at_once(pair, committed_db, asked, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(heads.time, "monotonic", lambda: now[0])
    assert pair.front.heads.now().sequence == 1
    cast = committed_db.cast
    factories.published(cast.alice, cast.bob, of=factories.claim(text="Another."))
    assert pair.front.heads.now().sequence == 2
    connections.close_all()


def test_what_processes_share_may_be_taken_away(pair, committed_db, settings):
    """Nobody is refused for it, and memory answers again once the file is made anew."""
    pair.same(LIST)
    shutil.rmtree(settings.RUN_DIR)
    cast = committed_db.cast
    factories.published(cast.alice, cast.bob, of=factories.claim(text="Another."))
    shutil.rmtree(settings.RUN_DIR, ignore_errors=True)
    # Without the file, a process learns of it when it asks the database again.
    time.sleep(heads.LOOK_EVERY)
    status, headers, _ = pair.same(LIST)
    assert (status, dict(headers)["ETag"][:4]) == ("200 OK", 'W/"2')
    pair.answered_by_front()
    pair.same(LIST)
    assert pair.answered_by_front() == 2
    connections.close_all()


def test_empty_record_grows(committed_db, settings, tmp_path):
    settings.RUN_DIR = tmp_path
    pair = fronts.Pair()
    assert pair.front.heads.now().sequence == 0
    pair.same(LIST)
    factories.published(committed_db.cast.alice, committed_db.cast.bob)
    _, headers, _ = pair.same(LIST)
    assert dict(headers)["ETag"].startswith('W/"1-')
    pair.close()


def test_without_shared_memory_django_answers_all(pair, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.RUN_DIR = tmp_path / "file"
    other = fronts.Pair()
    other.same(LIST, times=3)
    assert other.answered_by_front() == 0
    other.close()


def test_database_that_is_gone_is_not_asked_by_every_request(pair, asked, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(heads.time, "monotonic", lambda: now[0])
    assert pair.front.heads.now() is not None
    wrong = direct.Connections()
    wrong._wrapper.settings_dict = wrong._wrapper.settings_dict | {"NAME": "there_is_none"}
    pair.front.heads._through = wrong
    now[0] += heads.LOOK_EVERY
    assert [pair.front.heads.now() for _ in range(5)] == [None] * 5
    assert len(asked) == 2
    pair.front.heads._through = pair.front.connections
    now[0] += heads.REST
    assert pair.front.heads.now().sequence == 1


def test_restored_database_counts_after_a_while(pair, asked, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(heads.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(heads.time, "sleep", lambda seconds: now.append(now.pop() + seconds))
    pair.same(LIST)
    # Another process has seen more: what this database was before an older backup came back.
    here = direct.look(pair.front.connections).position
    direct.shared().raise_to(newest.Position(9, here.record))
    for _ in range(3):
        assert pair.front.heads.now() is None
    # It might be a standby that is behind: Django waits for it.
    pair.same(LIST, times=1)
    assert newest.PATIENCE <= now[0] - 1000 < newest.PATIENCE + 1
    now[0] += heads.LOOK_EVERY
    assert pair.front.heads.now().sequence == 1
    pair.same(LIST, times=1)
    assert now[0] - 1000 < newest.PATIENCE + 1


def test_trouble_that_lasts_is_told_once_a_minute(pair, monkeypatch, caplog):
    """Wrong outcome: a line each second, for as long as the database or the folder is away."""
    now = [1000.0]
    monkeypatch.setattr(heads.time, "monotonic", lambda: now[0])
    pair.front.heads._through = wrong = direct.Connections()
    wrong._wrapper.settings_dict = wrong._wrapper.settings_dict | {"NAME": "there_is_none"}
    for _ in range(130):
        assert pair.front.heads.now() is None
        now[0] += heads.REST
    assert caplog.text.count("Nothing is answered from memory") == 3
