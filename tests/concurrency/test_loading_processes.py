"""One file, loaded by two processes at once, while the desk edits. The wrong outcomes: a claim or a
claimant twice, a process that gives up, a change of the desk that is lost without a row saying so."""

import os
import subprocess
import sys
import time

from claims.models import EVENTS, Claim, Claimant, ExternalReview, QueuePlace, Review
from tests import loading, server

ROWS = 400


def start(path, *options):
    return subprocess.Popen(
        [sys.executable, "manage.py", "load_claims", "--chunk=40", *options, str(path)],
        cwd=server.ROOT,
        env=os.environ | server.databases() | {"DJANGO_SETTINGS_MODULE": "tests.served_settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def file(folder):
    return loading.ndjson(
        folder,
        *(
            loading.claim(
                n, claimant=f"Person {n % 30}", claimant_unknown=False, **loading.review(n)
            )
            for n in range(ROWS)
        ),
    )


def test_one_file_loaded_by_two_processes_at_once(committed_db, tmp_path):
    both = [start(file(tmp_path), "--make-claimants") for _ in range(2)]
    said = [process.communicate(timeout=240)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert (Claim.objects.count(), Claimant.objects.count()) == (ROWS, 30)
    assert (Review.objects.count(), QueuePlace.objects.count()) == (ROWS, ROWS)
    assert ExternalReview.objects.count() == ROWS
    # Whoever came second found everything as it should be, and wrote nothing.
    assert EVENTS[Claim].objects.count() == EVENTS[ExternalReview].objects.count() == ROWS


def test_desk_edits_while_two_processes_load(committed_db, tmp_path):
    path = file(tmp_path)
    assert loading.load(tmp_path, path, make_claimants=True).code == 0
    Claim.objects.update(text="Older words.")
    both = [start(path) for _ in range(2)]
    number = 0
    while any(process.poll() is None for process in both):
        # What is no matter of the file stays; what the file says is said again by whoever is last.
        edited = Claim.objects.get(external_id=f"test:{number % ROWS}")
        edited.created_by = committed_db.cast.alice
        edited.text = f"Edited {number}."
        edited.save(update_fields=["created_by", "text"])
        number += 1
        time.sleep(0.01)
    said = [process.communicate()[0] for process in both]
    assert number > 0
    assert [process.returncode for process in both] == [0, 0], said
    assert loading.load(tmp_path, path).code == 0
    assert not Claim.objects.exclude(text__startswith="The measure number").exists()
    edited = Claim.objects.filter(created_by=committed_db.cast.alice)
    assert edited.count() == min(number, ROWS)
    told = EVENTS[Claim].objects.filter(text__startswith="Edited ").count()
    assert told == number
