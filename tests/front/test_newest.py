"""What the processes of one machine share: the newest head that any of them has shown."""

import os
import signal
import subprocess
import sys
import time

import pytest

from claims.record import newest
from claims.record.newest import Newest, Position

ONE = newest.record_of("1234567890abcdef" * 4)
OTHER = newest.record_of("fedcba9876543210" * 4)

HOLDER = """
import sys, time
from pathlib import Path
from claims.record.newest import Newest, Position
it = Newest(Path(sys.argv[1]), "database")
it.note(Position(9, int(sys.argv[2])))
with it._alone():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def pair(tmp_path):
    """The same bytes, opened twice."""
    return Newest(tmp_path / "run", "database"), Newest(tmp_path / "run", "database")


def test_what_one_has_seen_another_is_behind_of(pair):
    here, there = pair
    assert not here.is_past(Position(0, 0))
    assert here.note(Position(3, ONE))
    assert there.is_past(Position(2, ONE))
    assert there.is_past(Position(0, 0))
    assert not there.is_past(Position(3, ONE))
    there.raise_to(Position(5, ONE))
    there.raise_to(Position(4, ONE))
    assert here.is_past(Position(4, ONE))
    assert not here.is_past(Position(5, ONE))


def test_who_is_behind_is_told_so_and_lowers_nothing(pair):
    here, there = pair
    assert here.note(Position(5, ONE))
    assert not there.note(Position(4, ONE))
    assert here.is_past(Position(4, ONE))
    assert there.note(Position(6, ONE))


def test_database_that_stays_behind_was_restored(pair, monkeypatch):
    here, there = pair
    here.note(Position(5, ONE))
    assert not there.note(Position(4, ONE))
    monkeypatch.setattr(newest, "PATIENCE", 0)
    assert there.note(Position(4, ONE))
    assert not here.is_past(Position(4, ONE))


def test_another_record_begins_anew(pair):
    here, there = pair
    here.note(Position(5, ONE))
    assert there.note(Position(2, OTHER))
    assert here.is_past(Position(5, ONE))
    assert not here.is_past(Position(2, OTHER))


def test_databases_do_not_mix(tmp_path):
    Newest(tmp_path, "one").note(Position(5, ONE))
    assert not Newest(tmp_path, "other").is_past(Position(0, 0))


def test_file_that_was_lost_is_made_anew_for_all(tmp_path):
    here = newest.shared(tmp_path, "lost")
    here.note(Position(5, ONE))
    here.path.unlink()
    assert here.is_lost()
    newest.raise_to(Position(6, ONE))
    again = newest.shared(tmp_path, "lost")
    assert not again.is_lost()
    assert again.note(Position(7, ONE))
    assert Newest(tmp_path, "lost").is_past(Position(6, ONE))


def test_killed_process_leaves_what_it_noted_and_holds_nobody_up(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), str(ONE)], stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"held\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    here = Newest(tmp_path, "database")
    assert here.is_past(Position(8, ONE))
    begin = time.monotonic()
    assert here.note(Position(10, ONE))
    assert time.monotonic() - begin < 30


def test_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Newest(tmp_path / "file" / "run", "database")


def test_file_that_was_cut_off_kills_nobody_and_is_made_anew(tmp_path):
    """Wrong outcome: a process that looks at a mapping beyond the end of its file dies of SIGBUS."""
    here = newest.shared(tmp_path, "cut off")
    here.note(Position(5, ONE))
    os.truncate(here.path, 0)
    assert here.is_past(Position(5, ONE))
    here.raise_to(Position(6, ONE))
    os.truncate(here.path, 10)
    assert here.is_past(Position(6, ONE))
    again = newest.shared(tmp_path, "cut off")
    assert again.note(Position(7, ONE))
    assert not again.is_past(Position(7, ONE))


def test_half_written_number_is_not_believed(pair):
    here, there = pair
    here.note(Position(255, ONE))
    with here.path.open("r+b") as file:
        file.write(b"\x00\x01")
    assert there.is_past(Position(256, ONE))
    assert there.note(Position(256, ONE))
    assert not here.is_past(Position(256, ONE))


def test_what_an_earlier_version_noted_counts(pair):
    """That one writes the two numbers alone, into the same file. Wrong: ours are put over them."""
    here, _ = pair
    here.note(Position(5, ONE))
    with here.path.open("r+b") as file:
        file.write(newest.NUMBERS.pack(8, ONE))
    assert here.is_past(Position(8, ONE))
    assert not here.note(Position(7, ONE))
    assert here.note(Position(8, ONE))
    assert not here.is_past(Position(8, ONE))


def test_short_lag_and_another_much_later_are_no_restored_database(pair, monkeypatch):
    """A quiet process sees a replica behind twice. Wrong: as if it had been behind all the time."""
    here, there = pair
    now = [1000.0]
    monkeypatch.setattr(newest.time, "monotonic", lambda: now[0])
    there.note(Position(5, ONE))
    assert not here.note(Position(4, ONE))
    there.raise_to(Position(6, ONE))
    now[0] += 60
    assert not here.note(Position(5, ONE))
    assert here.is_past(Position(5, ONE))
    now[0] += newest.PATIENCE + 1
    assert here.note(Position(5, ONE))
