#!/usr/bin/env python3
"""Check that the public record of a fact-check desk was not rewritten. Needs Python 3.9, no more.

    verify_record.py record-26.ndjson                  a dump, from /api/v1/dump/record.ndjson
    verify_record.py - < record-26.ndjson              the same, from standard input
    verify_record.py https://claims.example.org        the API, entry by entry
    verify_record.py … --head 26:6b0c…                 … and against a head that you kept

Each entry of the record carries the SHA-256 of the one before it. This recomputes them all:

    digest = SHA-256 of these eight lines, joined by a line feed, in UTF-8; hex, lower case:

        previous_digest      64 hex digits; 64 zeros for the first entry
        sequence             decimal
        claim_id             UUID, lower case, with hyphens
        version              decimal
        kind                 publication, correction or retraction
        published_at         UTC, YYYY-MM-DDTHH:MM:SS.ffffffZ
        SHA-256 of the note      (UTF-8), hex
        SHA-256 of the document  (its bytes), hex

A chain that somebody rewrote from some entry to its end holds again in itself. So keep a head that
you saw (this prints it), outside, and give it with --head the next time.

It ends with 0 if everything holds, 1 if an entry does not (and names it), 2 if it could not look.
"""

import argparse
import hashlib
import json
import sys
import urllib.error
import urllib.request

GENESIS = "0" * 64
PAGE = 100
FIELDS = {
    "sequence": int, "claim_id": str, "version": int, "kind": str, "note": str,
    "published_at": str, "digest": str, "previous_digest": str,
}  # fmt: skip


class Broken(Exception):
    """An entry does not hold."""


class Unreadable(Exception):
    """There is nothing here that could be checked."""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def digest(entry, document):
    """Return the digest that an entry must have; `document` is its bytes as they were sent."""
    lines = (
        entry["previous_digest"],
        str(entry["sequence"]),
        entry["claim_id"],
        str(entry["version"]),
        entry["kind"],
        entry["published_at"],
        sha256(entry["note"].encode()),
        sha256(document),
    )
    return sha256("\n".join(lines).encode())


def parse(text, start=0):
    """Return the entry that begins at `start`, the bytes of its document, and where it ends.

    Parsing the document and writing it again could hide a change: its bytes are taken as they
    stand. `document` is the last member, and the mark before it can stand in no text, where
    JSON has a backslash before each quote.
    """
    decode = json.JSONDecoder().raw_decode
    entry, end = decode(text, start)
    mark = ',"document":'
    begin = text.find(mark, start, end) + len(mark)
    if not isinstance(entry, dict) or begin < len(mark):
        raise ValueError("This is no entry of a record.")
    for name, kind in FIELDS.items():
        if type(entry.get(name)) is not kind:
            raise ValueError(f"The entry has no {name}.")
    entry["note"].encode()
    document, document_end = decode(text, begin)
    if text[document_end:end] != "}" or document != entry["document"]:
        raise ValueError("The document is not the last member of the entry.")
    return entry, text[begin:document_end].encode(), end


def of_dump(file):
    """Yield entries and the bytes of their documents from a dump, line by line."""
    after = 0
    for number, line in enumerate(file, 1):
        try:
            if not line.endswith(b"\n"):
                raise ValueError("The line has no end: the file was cut off.")
            entry, document, end = parse(line.decode())
            if end != len(line.decode()) - 1:
                raise ValueError("Something stands behind the entry.")
        except (ValueError, RecursionError) as error:
            raise Broken(f"Line {number}, behind entry {after}, cannot be read: {error}") from error
        after = entry["sequence"]
        yield entry, document


def of_api(address):
    """Yield entries and the bytes of their documents by following the API."""
    base = address.rstrip("/")
    base = base if base.endswith("/api/v1") else f"{base}/api/v1"
    since = 0
    while True:
        text = fetch(f"{base}/changes/?since={since}&page_size={PAGE}")
        mark = '{"results":['
        try:
            answer = json.loads(text)
            more = answer["next"] is not None and answer["results"] != []
        except (ValueError, TypeError, KeyError) as error:
            raise Unreadable(f"{base}/changes/ does not answer with entries: {error}") from error
        if not text.startswith(mark):
            raise Unreadable(f"{base}/changes/ does not answer with a list of entries.")
        position = len(mark)
        while text[position] != "]":
            try:
                entry, document, position = parse(text, position)
            except (ValueError, RecursionError) as error:
                raise Broken(f"What follows entry {since} cannot be read: {error}") from error
            position += text[position] == ","
            since = entry["sequence"]
            yield entry, document
        if not more:
            return


def fetch(url):
    if not url.startswith(("http://", "https://")):
        raise Unreadable(f"{url} is no address.")
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read().decode()
    except (OSError, ValueError) as error:
        raise Unreadable(f"{url}: {error}") from error


def verify(entries, kept):
    """Recompute the chain; return the head. Raises Broken, which names the first bad entry.

    `kept` has the digests of heads that the user saw earlier, by their sequence.
    """
    sequence, head = 0, GENESIS
    for entry, document in entries:
        if entry["sequence"] != sequence + 1:
            raise Broken(
                f"Entry {sequence + 1} is missing: after {sequence} comes {entry['sequence']}."
            )
        if entry["previous_digest"] != head:
            raise Broken(
                f"Entry {entry['sequence']} does not follow entry {sequence}: it names the digest"
                f" {entry['previous_digest']}, where {sequence} has {head}."
            )
        if entry["digest"] != digest(entry, document):
            raise Broken(
                f"Entry {entry['sequence']} was changed: its digest is {entry['digest']}, its"
                f" content gives {digest(entry, document)}."
            )
        sequence, head = entry["sequence"], entry["digest"]
        if kept.get(sequence, head) != head:
            raise Broken(
                f"Entry {sequence} is not the one that you saw: you kept the digest"
                f" {kept[sequence]}, now it has {head}. It, or one before it, was rewritten."
            )
    for missing in sorted(number for number in kept if number > sequence):
        raise Broken(
            f"Entry {missing}, whose digest you kept, is gone: the record ends at {sequence}."
        )
    return sequence, head


def kept_head(text):
    sequence, _, kept = text.partition(":")
    if not sequence.isdecimal() or len(kept) != 64 or set(kept.lower()) - set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(f"{text!r} is not SEQUENCE:DIGEST, like 26:6b0c… (64).")
    return int(sequence), kept.lower()


def check(source, kept):
    if source.startswith(("http://", "https://")):
        return verify(of_api(source), kept)
    if source == "-":
        return verify(of_dump(sys.stdin.buffer), kept)
    with open(source, "rb") as file:
        return verify(of_dump(file), kept)


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", help="a dump, - for standard input, or the site's address")
    parser.add_argument(
        "--head", metavar="SEQUENCE:DIGEST", type=kept_head, action="append", default=[],
        help="a head that you kept; may be given several times",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        sequence, head = check(options.source, dict(options.head))
    except Broken as error:
        print(f"BROKEN: {error}", file=sys.stderr)
        return 1
    except (Unreadable, OSError) as error:
        print(f"Cannot look: {error}", file=sys.stderr)
        return 2
    print(f"{sequence} entries verify. Head: {sequence}:{head}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
