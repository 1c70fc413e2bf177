"""How a version of a claim is cited: a sentence, BibTeX and CSL-JSON.

A version never changes, so a citation needs no day of access.
"""

import json
import re
from typing import Any

from django.conf import settings

from claims.web.history import Entry

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
RETRACTED = "Retracted"

# A brace counts for BibTeX even behind a backslash, so both are written as commands.
TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
})  # fmt: skip
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+")
"""What breaks a line, or turns its direction, in the files of others."""


def address(entry: Entry) -> str:
    """Return the public address of this entry, which stays as long as the site."""
    return f"{settings.PUBLIC_URL}{entry.path}"


def verdict(entry: Entry) -> str:
    return RETRACTED if entry.retraction else str(entry.document["rating"]["text"])


def sentence(entry: Entry) -> str:
    """Return a ready reference; it says when what it cites was retracted meanwhile."""
    day = f"{entry.row.published_at:%-d %B %Y}"
    version = f"Version {entry.row.version}, {day}."
    stands = f"Verdict: {verdict(entry)}."
    if entry.retraction:
        version, stands = f"Retraction of version {entry.row.version}, {day}.", ""
    elif entry.retracted and entry.ended_at:
        stands += f" Retracted {entry.ended_at:%-d %B %Y}."
    text = f"{settings.DESK_NAME}: “{entry.document['text']}” {stands} {version} {address(entry)}"
    return _line(text)


def bibtex(entry: Entry) -> str:
    """Return an entry that BibTeX and BibLaTeX read; braces around keep names and case."""
    published = entry.row.published_at
    fields = {
        "author": f"{{{_tex(settings.DESK_NAME)}}}",
        "title": f"{{{_tex(_title(entry))}}}",
        "year": str(published.year),
        "month": "",
        "note": _tex(f"Version {entry.row.version}"),
        "url": address(entry),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    lines.insert(3, f"  month = {MONTHS[published.month - 1]},")
    return "\n".join([f"@misc{{{_key(entry)},", *lines, "}", ""])


def csl(entry: Entry) -> bytes:
    """Return CSL-JSON, as Zotero and citation processors read it."""
    published = entry.row.published_at
    item: dict[str, Any] = {
        "id": _key(entry),
        "type": "webpage",
        "title": _line(_title(entry)),
        "author": [{"literal": _line(settings.DESK_NAME)}],
        "issued": {"date-parts": [[published.year, published.month, published.day]]},
        "version": str(entry.row.version),
        "language": entry.document["in_language"],
        "URL": address(entry),
    }
    return json.dumps([item], ensure_ascii=False, indent=2).encode()


def _title(entry: Entry) -> str:
    """Put the verdict first: in a list of references a claim alone would read as true."""
    retracted = f" ({RETRACTED.lower()})" if entry.retracted else ""
    return f"{verdict(entry)}{retracted}: {entry.document['text']}"


def _key(entry: Entry) -> str:
    end = "-retraction" if entry.retraction else ""
    return f"{entry.slug}-v{entry.row.version}{end}"


def _line(text: str) -> str:
    return UNSEEN.sub(" ", text).strip()


def _tex(text: str) -> str:
    return _line(text).translate(TEX)
