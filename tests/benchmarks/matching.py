"""`make bench-matching SIZE=100000`: how long matching one text takes among so many published claims.

The claims are made (tests/benchmarks/made_claims.py); with DATA=FOLDER from real ones, and real
queries are asked. KEEP=1 leaves the database for the next run, which then only asks. What is
measured is all that the API does for one text but JSON, step by step: stems, vector, the questions
to the database as the role of the record, the ranking with its probability. Beside the clock stands
the time of the processors, this process's and that of its PostgreSQL, as other work on the machine
lengthens the one and not the other. HNSW is held against an exact search.
"""

import os
import statistics
import time
from pathlib import Path

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, connections, transaction  # noqa: E402  needs the set-up above
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from pgvector import HalfVector  # noqa: E402

from claims.language import calibration, embeddings, ranking, stems  # noqa: E402
from claims.models import PublishedMatch  # noqa: E402
from claims.record import similarity  # noqa: E402
from tests.benchmarks import made_claims  # noqa: E402

ASKED, WARM, EXACT = 200, 20, 20
TICK = os.sysconf("SC_CLK_TCK")
ROOM = similarity.RECORD
NEAREST = """
SELECT claim_id::text FROM record_match ORDER BY vector <=> %s::text::halfvec LIMIT %s
"""


def steps(text):
    """Return the milliseconds of each step of matching one text, and of all."""
    clock, taken = time.perf_counter(), {}

    def done(name):
        nonlocal clock
        now = time.perf_counter()
        taken[name], clock = 1000 * (now - clock), now

    plain = stems.plain(text)
    asked = stems.of(plain)
    done("stems")
    (vector,) = embeddings.of([plain], tokens=embeddings.ASKED)
    done("vector")
    known = similarity.statistics(ROOM, asked, using="record")
    done("how common the stems are")
    rows = similarity.candidates(ROOM, asked, vector, known, using="record")
    done("candidates")
    for one in ranking.ranked(asked, rows, known):
        calibration.probability(one.features)
    done("ranking")
    whole = sum(taken.values())
    similarity.candidates(ROOM, [], vector, known, using="record")
    done("of the candidates those by vectors")
    return taken, whole


def processor():
    """Return the seconds of processor that this process has used, and its PostgreSQL."""
    with connections["record"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return np.array([time.process_time(), (int(fields[11]) + int(fields[12])) / TICK])


def recall(asked):
    """Return the share of the 5 and the 100 nearest that HNSW finds."""
    five, hundred = [], []
    for text in asked[:EXACT]:
        (vector,) = embeddings.of([stems.plain(text)], tokens=embeddings.ASKED)
        given = [HalfVector(vector).to_text(), similarity.EACH]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off")
            cursor.execute(NEAREST, given)
            exact = [key for (key,) in cursor.fetchall()]
        known = similarity.statistics(ROOM, [], using="record")
        rows = similarity.candidates(ROOM, [], vector, known, using="record")
        found = {row.key for row in rows}
        five.append(len(found & set(exact[:5])) / 5)
        hundred.append(len(found & set(exact)) / len(exact))
    return statistics.mean(five), statistics.mean(hundred)


def report(asked):
    for text in asked[:WARM]:
        steps(text)
    begun = processor()
    for text in asked:
        similarity.ask(ROOM, [text], using="record")
    used = 1000 * (processor() - begun) / len(asked)
    taken, whole = zip(*map(steps, asked), strict=True)
    within = statistics.quantiles(whole, n=20)[-1]
    print(f"\none text, {len(asked)} asked: median {statistics.median(whole):.1f} ms,"
          f" 95 % within {within:.1f} ms; of processor {used[0]:.1f} ms"
          f" here and {used[1]:.1f} ms in PostgreSQL", flush=True)  # fmt: skip
    for name in taken[0]:
        print(f"  {name}: median {statistics.median(one[name] for one in taken):.1f} ms")
    print("HNSW finds of the 5 nearest {:.3f}, of the 100 nearest {:.3f}".format(*recall(asked)))
    print(f"100 texts of {similarity.LONGEST} characters: {batch(asked):.1f} s of processor")


def batch(asked):
    """Return the seconds of processor for the longest question of all."""
    text = " ".join(asked)
    texts = [text[n * 50 :][: similarity.LONGEST] for n in range(100)]
    begun = processor()
    similarity.ask(ROOM, texts, using="record")
    return sum(processor() - begun)


def main():
    size = int(os.environ.get("SIZE", "100000"))
    data, keep = os.environ.get("DATA"), bool(os.environ.get("KEEP"))
    vectors = os.environ.get("VECTORS")
    rng = np.random.default_rng(1)
    made = setup_databases(
        verbosity=0, interactive=False, aliases={"default", "record"}, keepdb=keep,
        serialized_aliases=set(),
    )  # fmt: skip
    try:
        base = made_claims.real(Path(data), vectors) if data else made_claims.zipf(rng)
        if PublishedMatch.objects.count() != size:
            start = time.perf_counter()
            made_claims.fill(base, size, rng)
            print(f"\r{size:,} claims made in {time.perf_counter() - start:.0f} s", end="")
        picked = rng.choice(len(base.asked), size=ASKED, replace=False)
        report([base.asked[n] for n in picked])
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0, keepdb=keep)


if __name__ == "__main__":
    main()
