"""`make bench-standby`: how far a standby is behind, and how long the desk waits when the primary dies.

A primary, its standby and two web processes that read from it, all on this machine, as
tests/machines starts them. Claims are published by the button's request, ROUNDS for each way of
replication, while both servers and both web processes are asked for the newest entry; then the
primary is killed and the standby promoted. docs/benchmarks.md gets the section.
"""

import os
import statistics
import tempfile
import threading
import time
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

import httpx  # noqa: E402  needs the set-up above
import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from tests import factories, server  # noqa: E402
from tests.benchmarks import kept  # noqa: E402
from tests.machines import people, postgres  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "30"))
PAUSE = 0.2
"""Seconds between two publications: a desk that is in a hurry."""
EVERY = 0.002
"""Seconds from an answer to the next question."""
WAYS = {
    "asynchronous": {},
    "synchronous_commit = on": {"synchronous_commit": "on"},
    "synchronous_commit = remote_apply": {"synchronous_commit": "remote_apply"},
}
"""Settings of the primary; all but the first name the standby in synchronous_standby_names."""


def replicate(pair, how):
    names = "second" if how else ""
    for name, value in {"synchronous_standby_names": names, **how}.items():
        pair.primary.ask(f"ALTER SYSTEM SET {name} = '{value}'")
    pair.primary.ask("SELECT pg_reload_conf()")
    state = "sync" if how else "async"
    asked = "SELECT sync_state FROM pg_stat_replication"
    assert postgres.soon(lambda: pair.primary.ask(asked) == [(state,)])


def publish(bob, web, review):
    """Return milliseconds from the click on “Publish” to “Published.”."""
    page = bob.open(web, review)
    start = time.perf_counter()
    answer = bob.press(web, review, "publish", page)
    assert answer.status_code == 302, answer.text
    return 1000 * (time.perf_counter() - start)


class Watched:
    """Something that is asked all the time for the newest entry that it has."""

    def __init__(self, asking):
        self.asking, self.seen, self.ended = asking, {}, threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        with self.asking as ask:
            while not self.ended.is_set():
                self.seen.setdefault(ask(), time.perf_counter())
                time.sleep(EVERY)

    def stop(self):
        self.ended.set()
        self.thread.join()


@contextmanager
def entries(place):
    """Yield how to ask a server of PostgreSQL for its newest entry."""
    query = "SELECT max(sequence) FROM record_publication"
    with psycopg.connect(place.url("factcheck_record"), autocommit=True) as connection:
        yield lambda: connection.execute(query).fetchone()[0]


@contextmanager
def answers(web):
    with httpx.Client(timeout=30) as client:
        yield lambda: client.get(f"{web}/api/v1/record/").json()["sequence"]


def published(bob, pair, webs, reviews, head):
    """Return milliseconds of each publication; and from when the primary had it to the others."""
    watched = [Watched(entries(place)) for place in pair] + [Watched(answers(web)) for web in webs]
    waited, copied, shown = [], [], []
    for sequence, review in enumerate(reviews, head + 1):
        waited.append(publish(bob, webs[0], review))
        assert postgres.soon(lambda new=sequence: all(new in one.seen for one in watched))
        first, *later = (one.seen[sequence] for one in watched)
        copy, *shows = (max(0.0, 1000 * (at - first)) for at in later)
        copied.append(copy)
        shown += shows
        time.sleep(PAUSE)
    for one in watched:
        one.stop()
    return waited, copied, shown


def change_over(bob, pair, web, review):
    """Kill the primary, promote the standby; return seconds until the desk publishes again."""
    pair.primary.kill()
    start = time.perf_counter()
    pair.standby.promote()
    assert postgres.soon(lambda: bob.take(web, review, "publish").status_code == 302)
    return time.perf_counter() - start


def cells(times):
    within = statistics.quantiles(times, n=20, method="inclusive")[-1]
    return f"{statistics.median(times):.1f}; {within:.1f} ({max(times):.1f})"


NOTE = """## A standby to read from

`make bench-standby` on {cores} cores, which primary, standby, two web processes and who asks share; its load was {before:.1f}
before and {after:.1f} after. {rounds} publications each, {pause} s apart: milliseconds from the click to “Published.”; and from when
the primary had the entry until the standby had it, and until a web process that reads the standby showed it (all are
asked again {every:.0f} ms after each answer): median; 95 % within (longest).

| replication | publish | the standby has it after | readers see it after |
| --- | --- | --- | --- |
"""
END = """
When the primary was killed (`kill -9`) and the standby promoted, the desk published again after {gap:.1f} s, in the same web process.
"""


def measure(bob, pair, webs, reviews, head):
    lines = []
    for name, how in WAYS.items():
        replicate(pair, how)
        mine, reviews = reviews[:ROUNDS], reviews[ROUNDS:]
        figures = published(bob, pair, webs, mine, head)
        head += len(mine)
        lines.append(f"| {name} | " + " | ".join(map(cells, figures)) + " |")
        print(lines[-1], flush=True)
    replicate(pair, {})
    return lines, change_over(bob, pair, webs[0], reviews[0])


def run(reviews, session, before):
    with (
        postgres.copied() as (primary, more),
        tempfile.TemporaryDirectory() as folder,
    ):
        pair = postgres.Pair(primary, more("second").follow(primary))
        variables = pair.addresses() | {"SECRET_KEY": settings.SECRET_KEY}
        variables["PUBLIC_URL"] = settings.PUBLIC_URL
        with (
            server.running(LOCAL_DIR=f"{folder}/one", **variables) as one,
            server.running(LOCAL_DIR=f"{folder}/two", **variables) as two,
            people.Person(session) as bob,
        ):
            head = httpx.get(f"{one}/healthz").json()["sequence"]
            publish(bob, one, reviews[0])
            lines, gap = measure(bob, pair, (one, two), reviews[1:], head + 1)
    note = NOTE.format(
        cores=os.cpu_count(),
        rounds=ROUNDS,
        pause=PAUSE,
        before=before,
        after=os.getloadavg()[0],
        every=1000 * EVERY,
    )
    print(END.format(gap=gap))
    kept.write("standby", note + "\n".join(lines) + "\n" + END.format(gap=gap).rstrip())


def main():
    before = os.getloadavg()[0]
    setup_test_environment()
    made = setup_databases(
        verbosity=0, interactive=False, aliases={"default", "record"}, serialized_aliases=set()
    )
    try:
        cast = factories.cast()
        every = range(len(WAYS) * ROUNDS + 2)
        reviews = [factories.approved(cast.alice, cast.bob) for _ in every]
        run(reviews, people.session(cast.bob), before)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
