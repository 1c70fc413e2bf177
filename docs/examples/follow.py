#!/usr/bin/env python3
"""Follow the public record of a fact-check desk into an SQLite file. Needs Python 3.9, no more.

    follow.py https://claims.example.org record.sqlite3

Each publication, correction and retraction becomes a row as it is published, one transaction each:

    entry    sequence (the key), kind, claim_id, url, body: the entry as JSON

The newest row is the position: nothing else is remembered. Stop it in any way, kill it, pull the
plug: begun again it goes on, misses nothing and stores nothing twice. Ctrl-C ends it.

It ends with 1 if an entry is missing, or if the file is not such a store.
"""

import argparse
import http.client
import json
import sqlite3
import sys
import time
import urllib.error
import urllib.request

SILENCE = 30
"""Seconds: an open stream says something every five, so that this one is dead."""
TABLE = """CREATE TABLE IF NOT EXISTS entry (
    sequence INTEGER PRIMARY KEY, kind TEXT, claim_id TEXT, url TEXT, body TEXT)"""


def position(store):
    """Return the sequence of the newest entry that is stored; 0 before the first."""
    return store.execute("SELECT coalesce(max(sequence), 0) FROM entry").fetchone()[0]


def save(store, entry, body):
    """Store one entry, whole or not at all."""
    if entry["sequence"] != position(store) + 1:
        sys.exit(f"After entry {position(store)} came {entry['sequence']}: one is missing.")
    row = [entry[name] for name in ("sequence", "kind", "claim_id", "url")]
    with store:
        store.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", [*row, body])


def events(lines):
    """Yield the fields of each event. One that breaks off before its empty line is none."""
    fields = {}
    for line in lines:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name:
            fields[name] = value
        else:
            yield fields
            fields = {}


def follow_once(address, store):
    """Store what one stream tells until it ends; return the seconds to wait before the next."""
    wait = 1.0
    headers = {"Accept": "text/event-stream", "Last-Event-ID": str(position(store))}
    request = urllib.request.Request(f"{address}/api/v1/changes/", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=SILENCE) as response:
            for fields in events(response):
                wait = int(fields.get("retry", wait * 1000)) / 1000
                if "data" in fields:
                    save(store, json.loads(fields["data"]), fields["data"])
    except urllib.error.HTTPError as error:
        if error.code == 429:
            after = error.headers.get("Retry-After", "")
            return float(after) if after.isdecimal() else 60.0
        if error.code < 500:
            sys.exit(f"{address} answers {error.code}: {error.read(500).decode(errors='replace')}")
    except (OSError, http.client.HTTPException):
        pass  # It is away, or broke off: what is stored is stored.
    return wait


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="the site, like https://claims.example.org")
    parser.add_argument("file", help="the SQLite file; made if it is not there")
    asked = parser.parse_args()
    store = sqlite3.connect(asked.file)
    try:
        store.execute(TABLE)
        while True:
            time.sleep(follow_once(asked.address.rstrip("/"), store))
    except sqlite3.DatabaseError as error:
        sys.exit(f"{asked.file}: {error}")
    except KeyboardInterrupt:
        print(f"Stopped after entry {position(store)}.")


if __name__ == "__main__":
    main()
