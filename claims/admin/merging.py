"""Two people, one review: what each typed, field by field, merged or put to a choice.

What only one side changed since the page was opened is merged by itself. What both changed is a
conflict: both texts are shown with the words that differ, and the one who saves second chooses.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from claims.admin import evidence_rows, stale, versions
from claims.admin.evidence_rows import WAS, Row
from claims.desk import workflow
from claims.language import differences
from claims.models import Evidence, Rating, Review

ASKED = "conflict"
OPENED = "opened"
WRITTEN = versions.WRITTEN_OF_EVIDENCE
WHOLE = "row"
REMOVED = "DELETE"
MINE, STORED = "mine", "stored"


@dataclass(frozen=True)
class Conflict:
    """One field that both changed. Texts are as people read them."""

    key: str
    label: str
    mine: str
    stored: str
    opened: str | None = None

    @property
    def pieces(self) -> list[differences.Piece]:
        return differences.words(self.stored, self.mine)


@dataclass
class Merge:
    """A form of what is stored now with what was typed in it, and what is to be chosen."""

    data: Any
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    """Changed by the other side alone, and taken over: label and text."""
    opened: str = ""
    """The token of what the page was opened with at first."""


def choose(data: QueryDict) -> tuple[dict[str, str], set[str]]:
    """Return what was chosen for each conflict that the page showed, and which are undecided."""
    asked = data.getlist(ASKED)
    chosen = {key: data.get(f"choose-{key}", "") for key in asked}
    return chosen, {key for key in asked if chosen[key] not in {MINE, STORED}}


def decided(data: QueryDict, review: Review) -> QueryDict:
    """Return the form with what is stored wherever that was chosen. It knows what was shown."""
    chosen, _undecided = choose(data)
    keys = [key for key, side in chosen.items() if side == STORED]
    if not keys:
        return data
    shown = versions.seen(review, data.get(stale.FIELD, "")) or versions.stored(review)
    form: Any = data.copy()
    for key in keys:
        if key in workflow.WRITTEN_FIELDS:
            form[key] = shown.typed(key)
    rows = [_row_decided(row, keys, shown) for row in evidence_rows.read(data)]
    kept = [row for row in rows if row.get("id")]
    evidence_rows.write(form, kept, [row for row in rows if not row.get("id")])
    return form  # type: ignore[no-any-return]


def _row_decided(row: Row, keys: list[str], shown: versions.Content) -> Row:
    if f"{row.get(WAS)}:{WHOLE}" in keys:
        return row | {REMOVED: "on"}
    pk = row.get("id", "")
    stored = shown.rows.get(int(pk), {}) if pk.isdecimal() else {}
    if stored and f"{pk}:{WHOLE}" in keys:
        return {"id": pk, **{name: str(stored[name]) for name in WRITTEN}}
    return row | {name: str(stored[name]) for name in stored if f"{pk}:{name}" in keys}


def merge(data: QueryDict, review: Review) -> Merge:
    """Merge what was typed into what is stored now. Nothing that somebody typed is dropped."""
    return _Merging(data, review).result


class _Merging:
    def __init__(self, data: QueryDict, review: Review) -> None:
        self.review = review
        self.undecided = choose(data)[1]
        self.now = versions.stored(review)
        self.before = versions.seen(review, data.get(stale.FIELD, ""))
        first = data.get(OPENED) or data.get(stale.FIELD, "")
        self.first = versions.seen(review, first) if first else None
        self.ratings = {str(rating.pk): rating.text for rating in Rating.objects.all()}
        self.sources = {
            str(row.pk): str(row.source) for row in review.evidence.select_related("source")
        }
        self.result = Merge(data.copy(), opened=first)
        self._verdict(data)
        self._evidence(evidence_rows.read(data))
        self.result.data[stale.FIELD] = self.now.token()

    def _verdict(self, data: QueryDict) -> None:
        for name in workflow.WRITTEN_FIELDS:
            if name == "correction_note" and self.review.version == 1:
                continue
            sides = [content.typed(name) if content else None for content in self._contents()]
            label = str(Review._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            value = self._settled(name, label.capitalize(), data.get(name, ""), *sides)
            self.result.data[name] = value

    def _contents(self) -> tuple[versions.Content, versions.Content | None, Any]:
        return self.now, self.before, self.first

    def _settled(self, key: str, label: str, mine: str, *sides: Any) -> str:
        """Return what stands in the form; note what was taken over, and what is to be chosen."""
        stored, before, first = sides
        name = key.rpartition(":")[2]
        if _same(mine, stored):
            return mine
        if key not in self.undecided and before is not None:
            if _same(mine, before):
                self.result.taken.append((label, self._read(name, stored)))
                return str(stored)
            if _same(stored, before):
                return mine
        texts = [self._read(name, text) for text in (mine, stored)]
        opened = None if first is None else self._read(name, first)
        self.result.conflicts.append(Conflict(key, label, texts[0], texts[1], opened))
        return mine

    def _evidence(self, typed: list[Row]) -> None:
        by_id = {row["id"]: row for row in typed if row.get("id")}
        stored = [self._row(str(pk), by_id.get(str(pk))) for pk in self.now.rows]
        gone = [row for pk, row in by_id.items() if pk not in self.sources]
        added = [row for row in typed if not row.get("id")]
        for row in added:
            if f"{row.get(WAS)}:{WHOLE}" in self.undecided:
                self._ask_whole(row[WAS], "Removed evidence", self._told(row), "Removed")
        evidence_rows.write(self.result.data, stored, added + self._anew(gone))

    def _row(self, pk: str, typed: Row | None) -> Row:
        stored = {name: str(self.now.rows[int(pk)][name]) for name in WRITTEN}
        if typed is None:
            self.result.taken.append((f"{self.sources[pk]}: added", self._told(stored)))
            return {"id": pk, **stored}
        sides = [_of(content, pk) for content in self._contents()]
        if REMOVED in typed:
            if sides[1] != stored or f"{pk}:{WHOLE}" in self.undecided:
                self._ask_whole(pk, self.sources[pk], "Removed", self._told(stored))
            return typed
        settled = {
            name: self._settled(
                f"{pk}:{name}",
                f"{self.sources[pk]}: {name}",
                typed.get(name, ""),
                *[side.get(name) if side else None for side in sides],
            )
            for name in WRITTEN
        }
        return {"id": pk, **settled}

    def _anew(self, gone: list[Row]) -> list[Row]:
        """Return as new evidence what was typed about rows that somebody removed meanwhile."""
        last = versions.removed(self.review, [row["id"] for row in gone])
        anew = []
        for row in gone:
            before = _of(self.before, row["id"]) or last.get(row["id"])
            if before is None or REMOVED in row:
                continue
            written = {name: row.get(name, "") for name in WRITTEN}
            if any(not _same(written[name], str(before[name])) for name in WRITTEN):
                source = str(last[row["id"]]["source_id"])
                anew.append({"source": source, WAS: row["id"], **written})
                self._ask_whole(row["id"], "Removed evidence", self._told(written), "Removed")
        return anew

    def _ask_whole(self, pk: str, label: str, mine: str, stored: str) -> None:
        self.result.conflicts.append(Conflict(f"{pk}:{WHOLE}", label, mine, stored))

    def _told(self, row: Row) -> str:
        said = [self._read(name, row.get(name, "")) for name in WRITTEN]
        return " · ".join(text for text in said if text)

    def _read(self, name: str, value: str) -> str:
        """Return a field's value as people read it."""
        if name == "rating":
            return self.ratings.get(value, value)
        if name == "stance":
            return str(dict(Evidence.Stance.choices).get(value, value))
        return value


def _of(content: versions.Content | None, pk: str) -> Row | None:
    row = content.rows.get(int(pk)) if content and pk.isdecimal() else None
    return {name: str(row[name]) for name in WRITTEN} if row else None


def _same(one: str, other: str) -> bool:
    """Whether two texts are one, but for the line ends that browsers send."""
    return one.strip().splitlines() == other.strip().splitlines()
