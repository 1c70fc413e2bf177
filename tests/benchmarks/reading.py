"""`make bench SIZE=200000`: how fast claims are read, against peers that are driven in the same run.

Every server answers over a real socket, over the same claims in the same PostgreSQL, and is asked by
the same program, turn by turn: what else the machine does falls on all of them. The ratio is what
carries over to another machine. That program is wrk where it is installed: it takes so little of the
machine that a fast server is not held up by who asks it. Elsewhere it is autocannon, by Node.js. Then search and facets are asked in the
database alone, and their figures stand beside those of other sizes. Writes docs/benchmarks.md.

KEEP=1 leaves the filled database for the next run; ONLY=growth leaves the servers out.
"""

import base64
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402  needs the set-up above
from django.db import connection, connections  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from claims.record import paging  # noqa: E402
from tests.benchmarks import growth, reading_fill, servers  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = 2
CONNECTIONS = 8
WRK = shutil.which("wrk")
ASKED = 2000
HERE = Path(__file__).parent
DOC = HERE.parents[1] / "docs" / "benchmarks.md"
LIST = "/api/v1/claims/"
ROWS = ("one claim", "page of 50", "search for 10", "seen before", "304")


def plain(text):
    return base64.b64encode(text.encode()).decode().replace("=", "%3D")


CURSORS = {
    "ours": lambda n: str(paging.Cursor(n)),
    "stock": lambda n: plain(f"p={n}"),
    "by hand": str,
}


def questions(size):
    """Return, by row and by kind of server, the paths that are asked."""
    chosen = random.Random(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public_id::text FROM claims_claim ORDER BY md5(slug) LIMIT %s", [ASKED]
        )
        ids = [public_id for (public_id,) in cursor.fetchall()]
    places = [chosen.randrange(51, size) for _ in range(ASKED)]
    words = [reading_fill.word(n) for n in chosen.sample(range(4000, 8000), 500)]
    found = {}
    for kind, cursor in CURSORS.items():
        asked = "search" if kind == "stock" else "q"
        found[kind] = {
            "one claim": [f"{LIST}{public_id}/" for public_id in ids],
            "page of 50": [f"{LIST}?page_size=50&cursor={cursor(n)}" for n in places],
            "search for 10": [f"{LIST}?{asked}={one}&page_size=10" for one in words],
        }
    return found


def load(address, requests):
    """Return the answers per second of a server; anything but good answers ends the run."""
    said = (by_wrk if WRK else by_autocannon)(address, requests)
    assert not said["failed"], (address, requests[0], said)
    return said["answered"] / said["seconds"]


def by_wrk(address, requests):
    with NamedTemporaryFile("w", suffix=".txt", encoding="ascii") as file:
        file.writelines(f"{path}\t{held.get('If-None-Match', '')}\n" for path, held in requests)
        file.flush()
        said = run(
            f"{WRK} --threads 1 --connections {CONNECTIONS} --duration {SECONDS} --script",
            HERE / "load.lua", address, "--", file.name,
        )  # fmt: skip
    return json.loads(said.splitlines()[-1])


def by_autocannon(address, requests):
    job = {"url": address, "connections": CONNECTIONS, "seconds": SECONDS, "requests": requests}
    return json.loads(run("node", HERE / "load.mjs", modules(), asked=json.dumps(job)))


def run(command, *more, asked=None):
    """Return what it says."""
    return subprocess.run(
        [*command.split(), *more], input=asked, text=True, capture_output=True, check=True
    ).stdout


def modules():
    """Return the folder with autocannon, which is fetched once."""
    folder = Path(settings.LOCAL_DIR) / "bench"
    if not (folder / "node_modules" / "autocannon").exists():
        folder.mkdir(parents=True, exist_ok=True)
        run("npm install --silent --no-fund --no-audit --no-save autocannon@9.0.0 --prefix", folder)
    return folder


def fetch(address, path):
    with urllib.request.urlopen(address + path, timeout=60) as response:
        return response.read(), response.headers["ETag"]


def turns(addresses, asked, folder):
    """Return, by row, whom to ask what: columns in the order of the table."""

    def simple(server, kind, row):
        return addresses[server], [[path, {}] for path in asked[kind][row]]

    seen = asked["ours"]["page of 50"][:100]
    held = [[path, {"If-None-Match": fetch(addresses["ours"], path)[1]}] for path in seen]
    for n, path in enumerate(seen):
        (folder / f"{n}.json").write_bytes(fetch(addresses["ours"], path)[0])
    files = [[f"/files/{n}.json", {}] for n in range(len(seen))]
    found = {
        row: [
            simple("anew", "ours", row),
            simple("stock", "stock", row),
            simple("by hand", "by hand", row),
        ]
        for row in ROWS[:3]
    }
    pages = [[path, {}] for path in seen]
    others = found["page of 50"][1:]
    found["seen before"] = [(addresses["ours"], pages), *others, (addresses["files"], files)]
    found["304"] = [(addresses["ours"], held), *others, (addresses["files"], files)]
    return found


def measure(size):
    """Return, by row, the rates of ours, the stock view, the peer by hand and the files, by round."""
    asked = questions(size)
    with ExitStack() as stack, TemporaryDirectory() as folder:

        def start(command, path=f"{LIST}?page_size=1", **more):
            return stack.enter_context(servers.running(command, path, **more))

        (Path(folder) / "0.json").write_text("{}")
        addresses = {
            "ours": start(servers.ours),
            "anew": start(servers.ours, CACHE_MB="0"),
            "stock": start(
                servers.stock, DJANGO_SETTINGS_MODULE="tests.benchmarks.peers.stock_settings"
            ),
            "by hand": start(servers.by_hand),
            "files": start(servers.files(folder), "/files/0.json"),
        }
        # What is asked here alone tells if these are documents as publishing makes them.
        for path in (
            "/v1alpha1/claims:search?query=ministry",
            "/claims/claim-1/",
            "/api/v1/facets/",
        ):
            fetch(addresses["ours"], path)
        plan = turns(addresses, asked, Path(folder))
        figures = {row: [[] for _ in columns] for row, columns in plan.items()}
        for turn in range(ROUNDS + 1):
            for row, columns in plan.items():
                for column, (address, requests) in enumerate(columns):
                    rate = load(address, requests)
                    # The first round warms up all of them.
                    if turn:
                        figures[row][column].append(rate)
                print(turn, row, [round(c[-1]) for c in figures[row] if c], file=sys.stderr)
    return figures


def table(figures):
    lines = [
        "| | ours, requests/s | stock DRF view | ratio | Starlette by hand | ratio | files | ratio |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, columns in figures.items():
        ours = statistics.median(columns[0])
        cells = [spread(columns[0])]
        for column in columns[1:]:
            ratio = ours / statistics.median(column)
            cells += [spread(column), f"{ratio:.0f} ×" if ratio >= 10 else f"{ratio:.1f} ×"]
        cells += [""] * (7 - len(cells))
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def spread(rates):
    return f"{statistics.median(rates):,.0f} ({min(rates):,.0f}–{max(rates):,.0f})"


BEGINNING, END = "<!-- reading {size:,}: generated -->", "<!-- end of reading {size:,} -->"
NOTE = """## Reading, among {size:,} claims

`make bench SIZE={size}` on {cores} cores, PostgreSQL and the program that asks ({asks},
{connections} connections) on the same machine, all servers with {workers} workers. Median of {rounds} rounds of
{seconds} s (lowest–highest), turn by turn. The machine's load was {before:.1f} before and {after:.1f} after, so
read the ratios and their spread.

Ours has its limit, its tags, its headers and its checks in place. “One claim”, “page of 50” and “search” keep
nothing in memory (`CACHE_MB=0`); a search marks its hits and forgives typos, which no peer does. “Seen before” is the
page of 50 from memory, and “304” the same page asked by who holds it, both against peers that make it
again. “Files” are these pages as static files, served by {files}.

The aims, with 200,000 claims against the stock view: one claim 60 ×, page of 50 50 ×, search 14 ×, seen before
200 × and half of the files, 304 faster still; and each ahead of the peer by hand.

"""


def report(size):
    """Measure, write the document, and return its table."""
    before = os.getloadavg()[0]
    result = table(measure(size))
    note = NOTE.format(
        size=size, cores=os.cpu_count(), connections=CONNECTIONS, workers=servers.WORKERS, rounds=ROUNDS,
        seconds=SECONDS, before=before, after=os.getloadavg()[0],
        asks="wrk" if WRK else "autocannon", files="nginx" if servers.NGINX else "granian, as there was no nginx",
    )  # fmt: skip
    write(BEGINNING.format(size=size), f"{note}{result}", END.format(size=size))
    return result


def write(beginning, text, end):
    """Put `text` between its marks."""
    before, _, rest = DOC.read_text(encoding="utf-8").partition(beginning)
    _, _, after = rest.partition(end)
    DOC.write_text(f"{before}{beginning}\n{text}\n{end}{after}", encoding="utf-8")


def main():
    size, keep = int(os.environ.get("SIZE", "20000")), bool(os.environ.get("KEEP"))
    if not WRK:
        modules()
    for alias in ("default", "record"):
        # Beside that of the tests, which would be made anew by them.
        connections[alias].settings_dict["TEST"]["NAME"] = f"bench_{size}"
        connections[alias].settings_dict["CONN_MAX_AGE"] = None
    made = setup_databases(
        verbosity=0, interactive=False, aliases={"default", "record"}, keepdb=keep,
        serialized_aliases=set(),
    )  # fmt: skip
    try:
        reading_fill.fill(size)
        if os.environ.get("ONLY") != "growth":
            print(report(size))
        found = growth.measure(size)
        write(
            growth.BEGINNING,
            growth.document(DOC.read_text(encoding="utf-8"), size, found),
            growth.END,
        )
        print(found)
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0, keepdb=keep)


if __name__ == "__main__":
    main()
