"""What one entry of the record says otherwise than the entry before, in words for readers.

Nothing that differs is left out: what has no words of its own here is shown by its name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as date_format

from claims.language import differences
from claims.web import presenting

Json = dict[str, Any]
Pair = tuple[Json | None, Json | None]

SHORT = 60
"""Up to this many characters the old text stands before the new one; else words are compared."""

ENVELOPE = {"id", "url", "version", "kind", "note", "published_at", "first_published_at"}
"""What belongs to the entry and not to what it says of the claim."""

LABELS = {
    "text": "Claim",
    "rating.text": "Verdict",
    "rating.definition": "What the verdict means",
    "as_of": "As of",
    "claimant.name": "Claimant",
    "claimant.job_title": "Claimant’s office",
    "in_language": "Language",
    "point_at_issue.value": "Value claimed",
    "point_at_issue.valid_from": "Speaks of the time from",
    "point_at_issue.valid_to": "Speaks of the time until",
    "single_source_reason": "Why one source is enough",
    "url": "Address",
    "archived_url": "Archived copy",
    "publisher.name": "Publisher",
    "source_type": "Type",
    "exact": "Passage",
    "prefix": "Words before the passage",
    "suffix": "Words after the passage",
    "start": "Place where the passage begins",
    "end": "Place where the passage ends",
    "value": "Value on this side",
    "other_value": "Value on the other side",
    "other.text": "The other claim",
    "holds": "Which one holds",
    "resolution": "How it is resolved",
    "contacted_at": "Asked on",
    "asked": "What was asked",
    "answered_at": "Answered on",
}
NAMES = {
    "rating": "text", "claimant": "name", "article": "headline", "publisher": "name",
    "article.publisher": "name",
}  # fmt: skip
"""Parts that are known by a name: where another one takes its place, all else follows."""

DATES = {"as_of", "claim_date", "date_published", "valid_from", "valid_to"} | {
    "contacted_at", "answered_at",
}  # fmt: skip
WORDS: dict[str, dict[Any, Any]] = {
    "stance": presenting.STANCES,
    "source_type": presenting.SOURCE_TYPES,
    "kind": presenting.KINDS,
    "relation": presenting.RELATIONS,
    "channel": presenting.CHANNELS,
    "holds": {"this": "This claim", "other": "The other claim"},
}


@dataclass(frozen=True)
class Change:
    """One difference: `before` and `after` of `label`, or a row that was `added` or `removed`."""

    group: str
    label: str
    before: str = ""
    after: str = ""
    row: str = ""
    done: str = "changed"

    @property
    def heading(self) -> str:
        """Return what the difference is shown under."""
        return f"{self.group}: {self.row}" if self.row else self.group

    @property
    def pieces(self) -> list[differences.Piece]:
        """Return the differences word by word; nothing where the texts are short, or one is new."""
        if not self.before or not self.after or len(self.before + self.after) <= 2 * SHORT:
            return []
        return differences.excerpt(differences.words(self.before, self.after))


@dataclass(frozen=True)
class Listing:
    """A list of a document: how its rows are called, and by what one is known again."""

    member: str
    group: str
    title: Callable[[Json], str]
    known_by: tuple[Callable[[Json], Any], ...]


LISTINGS = (
    Listing(
        "sources", "Sources", lambda row: row["title"] or row["url"],
        (
            lambda row: (row["url"] or row["title"], row["locator"]),
            lambda row: row["url"] or row["title"],
            lambda row: row["title"],
        ),
    ),
    Listing(
        "appearances", "Where it was claimed",
        lambda row: row["article"]["headline"] or row["article"]["key"],
        (
            lambda row: (row["article"]["key"], row["exact"], row["start"]),
            lambda row: (row["article"]["key"], row["exact"]),
            lambda row: row["article"]["key"],
        ),
    ),
    Listing(
        "contradictions", "Contradictions", lambda row: row["other"]["text"],
        (lambda row: row["id"],),
    ),
    Listing(
        "right_of_reply", "Right of reply", lambda row: _words("contacted_at", row["contacted_at"]),
        (
            lambda row: (row["contacted_at"], row["channel"], row["asked"]),
            lambda row: (row["contacted_at"], row["channel"]),
            lambda row: row["asked"],
        ),
    ),
)  # fmt: skip


def between(before: Json, after: Json) -> list[Change]:
    """Return all that `after` says otherwise than `before`: two documents with a verdict."""
    listed = {listing.member for listing in LISTINGS}
    plain = [
        {name: value for name, value in document.items() if name not in listed | ENVELOPE}
        for document in (before, after)
    ]
    found = [Change(label, label, old, new) for label, old, new in _fields(*plain)]
    for listing in LISTINGS:
        found += _rows(listing, before.get(listing.member, []), after.get(listing.member, []))
    return sorted(found, key=lambda change: change.group != LABELS["rating.text"])


def _fields(before: Json, after: Json) -> Iterator[tuple[str, str, str]]:
    """Yield the label of each field that differs, and what it says on both sides."""
    old, new = _flat(before), _flat(after)
    for part, name in NAMES.items():
        known = f"{part}.{name}"
        if old.get(known) != new.get(known):
            for path in [*old, *new]:
                if path.startswith(f"{part}.") and path != known:
                    old.pop(path, None)
                    new.pop(path, None)
    for path in dict.fromkeys([*old, *new]):
        sides = old.get(path), new.get(path)
        if sides[0] != sides[1]:
            yield _label(path), _words(path, sides[0]), _words(path, sides[1])


def _flat(value: Json, within: str = "") -> Json:
    """Return the plain values of a document by their path, without those that say nothing."""
    flat: Json = {}
    for name, member in value.items():
        if isinstance(member, dict):
            flat |= _flat(member, f"{within}{name}.")
        elif member not in (None, "", []):
            flat[within + name] = member
    return flat


def _label(path: str) -> str:
    words = path.removeprefix("point_at_issue.").replace(".", " ").replace("_", " ")
    return LABELS.get(path, words.capitalize())


def _words(path: str, value: Any) -> str:
    name = path.rpartition(".")[2]
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in DATES:
        return date_format(date.fromisoformat(value), "j F Y")
    return str(WORDS.get(name, {}).get(value, value))


def _rows(listing: Listing, before: list[Json], after: list[Json]) -> Iterator[Change]:
    pairs = _paired(before, after, listing.known_by)
    for old, new in pairs:
        title = listing.title(new or old or {})
        if old is None or new is None:
            done = "removed" if old else "added"
            yield Change(listing.group, "", row=title, done=done)
        else:
            for label, was, now in _fields(old, new):
                yield Change(listing.group, label, was, now, row=title)
    kept = [(old, new) for old, new in pairs if old is not None and new is not None]
    if [old for old, _ in kept] != [row for row in before if any(row is old for old, _ in kept)]:
        yield Change(listing.group, "", done="moved")


def _paired(
    before: list[Json], after: list[Json], known_by: tuple[Callable[[Json], Any], ...]
) -> list[Pair]:
    """Find for each row the one it was before, in the order of `after`; then what is gone."""
    left = list(before)
    found: dict[int, Json] = {}
    for key in known_by:
        for place, row in enumerate(after):
            same = next((old for old in left if key(old) == key(row)), None)
            if place not in found and same is not None:
                found[place] = same
                left = [old for old in left if old is not same]
    pairs: list[Pair] = [(found.get(place), row) for place, row in enumerate(after)]
    return pairs + [(old, None) for old in left]
