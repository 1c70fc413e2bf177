"""How search and facets grow with the number of claims: asked in the database, by the product's functions.

Part of `make bench`. Each question is asked by the connection that the public side has; the table of
docs/benchmarks.md keeps a column for each size that was measured.
"""

import os
import re
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import connections

from claims.record import direct, finding, published, search, words
from tests.benchmarks.reading_fill import word

ASKED, WARM = 40, 5
TICK = os.sysconf("SC_CLK_TCK")
BEGINNING, END = "<!-- growth: generated -->", "<!-- end of growth -->"
NOTE = """## Search and facets, as the record grows

`make bench SIZE=…` (`ONLY=growth` for this table alone): milliseconds from question to answer over the connection of
the public side, without HTTP: median; 95 % within (lowest–highest) of {asked} questions; and milliseconds of
processor, here and in PostgreSQL, which other work on the machine hardly lengthens. Newest first as in `/api/v1/claims/`, 10 a page, with marks around hits; “best” is the search of
`/v1alpha1/`, most relevant first.
"""


def _text(text):
    return {"q": words.Reading((text,))}


def _day(n):
    """Return one of the days on which one claim in 2,000 was made: see reading_fill_chunk.sql."""
    return date(2025, 12, 31) - timedelta(n)


def processor(through):
    """Return the milliseconds of processor that this process and its two of PostgreSQL have used."""
    ((_, ours),) = through.rows("SELECT 1, pg_backend_pid()")
    with connections["record"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (theirs,) = cursor.fetchone()
    used = 1000 * time.process_time()
    for pid in (ours, theirs):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += 1000 * (int(fields[11]) + int(fields[12])) / TICK
    return used


def questions(through):
    """Return, by name, a function of n for one kind of question."""

    def page(asked, cursor=None):
        return finding.page(asked, size=10, cursor=cursor, ask=through.rows)

    def tenth(asked):
        cursor = None
        for _ in range(9):
            cursor = page(asked, cursor).next or cursor
        return lambda _: page(asked, cursor)

    def back(asked):
        second = page(asked, page(asked).next)
        return lambda _: page(asked, second.previous)

    def tenth_best(text):
        place = None
        for _ in range(9):
            place = search.best(text, size=10, after=place).next or place
        return lambda _: search.best(text, size=10, after=place)

    def counted(asked):
        return lambda _: published.counted(None, asked)

    return {
        "a rare word": lambda n: page(_text(word(6000 + n))),
        "a word in some": lambda n: page(_text(word(20 + n))),
        "a word in every claim": lambda _: page(_text("ministry")),
        "a word in half, another in a third of the old half": lambda _: page(_text("north long")),
        "a word in old claims alone": lambda _: page(_text("ago")),
        "two words in half, never together": lambda _: page(_text("north south")),
        "without a word that half have": lambda _: page(_text("-north")),
        "a word in every claim, and a claimant": lambda n: page(
            {**_text("ministry"), "claimant": f"claimant-{n + 1}"}
        ),
        "a word in every claim, published long ago": lambda _: page(
            {**_text("ministry"), "published_to": datetime(2026, 1, 1, 1, tzinfo=UTC)}
        ),
        "a word in every claim, claimed on a day": lambda n: page(
            {**_text("ministry"), "claim_date_from": _day(n), "claim_date_to": _day(n)}
        ),
        "words in every claim, as a phrase that none has": lambda _: page(
            _text('"ministry share"')
        ),
        "the same with a stop word in it": lambda _: page(_text('"ministry of share"')),
        "the same beside a word to be absent": lambda _: page(_text('"ministry share" -ago')),
        "either of two such phrases": lambda _: page(
            _text('"ministry share" OR "number of the share"')
        ),
        "tenth page, a word in every claim": tenth(_text("ministry")),
        "tenth page, two words": tenth(_text("north long")),
        "back to the first page, a word in old claims alone": back(_text("ago")),
        "best, a rare word": lambda n: search.best(word(6000 + n), size=10),
        "best, a word in every claim": lambda _: search.best("ministry", size=10),
        "best, two words in many": lambda _: search.best("north number", size=10),
        "best, tenth page, two words in many": tenth_best("north number"),
        "facets of all": counted({}),
        "facets, a verdict": counted({"rating": "false"}),
        "facets, a topic": counted({"topic": "topic-3"}),
        "facets, a word in every claim": counted(_text("ministry")),
        "facets, a rare word": counted(_text(word(6000))),
        "facets, two words and a verdict": counted({**_text("north number"), "rating": "false"}),
        "facets, a word in every claim, claimed on a day": lambda n: published.counted(
            None, {**_text("ministry"), "claim_date_from": _day(n), "claim_date_to": _day(n)}
        ),
        "facets, a phrase with a stop word": counted(_text('"ministry of share"')),
        "facets, since a day": counted({"published_from": datetime(2026, 1, 1, 1, tzinfo=UTC)}),
    }


def measure(size):
    """Return, by question, a cell of the table; under “load” the machine's."""
    cells = {"claims": f"{size:,}"}
    before = os.getloadavg()[0]
    through = direct.Connections()
    for name, ask in questions(through).items():
        taken = []
        for n in range(ASKED + WARM):
            if n == WARM:
                used = processor(through)
            start = time.perf_counter()
            ask(n % ASKED)
            taken.append(1000 * (time.perf_counter() - start))
        used = (processor(through) - used) / ASKED
        del taken[:WARM]
        within = statistics.quantiles(taken, n=20)[-1]
        cells[name] = (
            f"{statistics.median(taken):.1f}; {within:.1f} ({min(taken):.1f}–{max(taken):.1f});"
            f" {used:.1f}"
        )
        print(size, name, cells[name], file=sys.stderr, flush=True)
    with connections["record"].cursor() as cursor:
        cursor.execute("SHOW shared_buffers")
        (cells["shared buffers of PostgreSQL"],) = cursor.fetchone()
    cells["load before, after"] = f"{before:.1f}, {os.getloadavg()[0]:.1f}"
    return cells


def document(written, size, cells):
    """Return the section with a column for `cells` beside those that stand in `written`."""
    kept = _columns(written.partition(BEGINNING)[2].partition(END)[0])
    columns = kept | {size: cells}
    sizes = sorted(columns)
    names = [name for name in cells if name != "claims"]
    lines = [
        f"| claims | {' | '.join(f'{one:,}' for one in sizes)} |",
        f"| --- |{' --- |' * len(sizes)}",
        *(
            f"| {name} | {' | '.join(columns[one].get(name, '') for one in sizes)} |"
            for name in names
        ),
    ]
    return NOTE.format(asked=ASKED) + "\n" + "\n".join(lines)


def _columns(section):
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("| ") and not line.startswith("| ---")
    ]
    if not rows:
        return {}
    sizes = [int(re.sub(",", "", cell)) for cell in rows[0][1:]]
    return {one: {row[0]: row[n + 1] for row in rows[1:]} for n, one in enumerate(sizes)}
