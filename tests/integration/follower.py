"""A client that follows the record into a file, in a process that can be killed at any moment.

Its position is what it stored: the last whole line of the file. Nothing else is remembered.
"""

import json
import sys
import time
import urllib.request
from pathlib import Path


def position(path):
    """Return the last sequence that was stored whole; what a kill cut off is put away."""
    stored = path.read_bytes() if path.exists() else b""
    whole = stored[: stored.rfind(b"\n") + 1]
    path.write_bytes(whole)
    lines = whole.splitlines()
    return json.loads(lines[-1])["sequence"] if lines else 0


def follow(address, path):
    since = position(path)
    while True:
        url = f"{address}/api/v1/changes/?since={since}&page_size=3"
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                rows = json.load(response)["results"]
        except (OSError, ValueError):  # the server was killed, in the middle of an answer perhaps
            rows = []
        for row in rows:
            with path.open("a") as file:
                file.write(json.dumps(row) + "\n")
            since = row["sequence"]
        time.sleep(0.005)


if __name__ == "__main__":
    follow(sys.argv[1], Path(sys.argv[2]))
