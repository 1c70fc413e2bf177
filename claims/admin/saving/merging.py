"""Two people, one page: what each typed, field by field, merged or put to a choice.

What only one side changed since the page was opened is merged by itself. What both changed is a
conflict: both texts are shown with the words that differ, and the one who saves second chooses.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from claims.admin.saving import shapes, stale, typed_rows, versions
from claims.admin.saving.shapes import REVIEW, Rows, Shape
from claims.admin.saving.typed_rows import WAS, Row
from claims.language import differences

ASKED = "conflict"
OPENED = "opened"
WHOLE = "row"
REMOVED = "DELETE"
MINE, STORED = "mine", "stored"
Read = Callable[[str], str]
"""Returns a typed value as people read it."""


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
    told: list[tuple[str, str]] = field(default_factory=list)
    """Changed meanwhile, and not typed on this page: label and text."""
    opened: str = ""
    """The token of what the page was opened with at first."""


def choose(data: QueryDict) -> tuple[dict[str, str], set[str]]:
    """Return what was chosen for each conflict that the page showed, and which are undecided."""
    asked = data.getlist(ASKED)
    chosen = {key: data.get(f"choose-{key}", "") for key in asked}
    return chosen, {key for key in asked if chosen[key] not in {MINE, STORED}}


def decided(data: QueryDict, row: Any, shape: Shape = REVIEW) -> QueryDict:
    """Return the form with what is stored wherever that was chosen. It knows what was shown."""
    chosen, _undecided = choose(data)
    keys = [key for key, side in chosen.items() if side == STORED]
    if not keys:
        return data
    shown = versions.seen(row, data.get(stale.FIELD, ""), shape) or versions.stored(row, shape)
    form: Any = data.copy()
    for key in keys:
        if key in shape.typed:
            form[key] = shown.typed(key)
    if shape.rows:
        prefix = shape.rows.prefix
        rows = [_row_decided(typed, keys, shown) for typed in typed_rows.read(data, prefix)]
        kept = [typed for typed in rows if typed.get("id")]
        typed_rows.write(form, prefix, kept, [typed for typed in rows if not typed.get("id")])
    return form  # type: ignore[no-any-return]


def _row_decided(row: Row, keys: list[str], shown: versions.Content) -> Row:
    if f"{row.get(WAS)}:{WHOLE}" in keys:
        return row | {REMOVED: "on"}
    pk = row.get("id", "")
    stored = shown.row(pk) or {}
    if stored and f"{pk}:{WHOLE}" in keys:
        return {"id": pk, **stored}
    return row | {name: stored[name] for name in stored if f"{pk}:{name}" in keys}


def merge(data: QueryDict, row: Any, shape: Shape = REVIEW) -> Merge:
    """Merge what was typed into what is stored now. Nothing that somebody typed is dropped."""
    return _Merging(data, row, shape).result


class _Merging:
    def __init__(self, data: QueryDict, row: Any, shape: Shape) -> None:
        self.row, self.shape = row, shape
        self.undecided = choose(data)[1]
        self.now = versions.stored(row, shape)
        self.before = versions.seen(row, data.get(stale.FIELD, ""), shape)
        first = data.get(OPENED) or data.get(stale.FIELD, "")
        self.first = versions.seen(row, first, shape) if first else None
        self.reader = shapes.Reader()
        self.result = Merge(data.copy(), opened=first)
        self._fields(data)
        if shape.rows:
            _MergingRows(self, shape.rows, typed_rows.read(data, shape.rows.prefix))
        self.result.data[stale.FIELD] = self.now.token()

    def _fields(self, data: QueryDict) -> None:
        for name in self.shape.fields:
            texts = [content.typed(name) if content else None for content in self.contents()]
            if name in self.shape.shown:
                self._told(name, *texts)
            else:
                mine = data.get(name, "")
                value = self.settled(name, self.shape.label(name), self._reads(name), mine, *texts)
                self.result.data[name] = value

    def _told(self, name: str, stored: Any, before: Any, _first: Any) -> None:
        """Tell a change of what is only read on the page."""
        if before is None or not _same(stored, before):
            self.result.told.append((self.shape.label(name), self._reads(name)(stored)))

    def _reads(self, name: str) -> Read:
        return lambda value: self.reader.read(self.shape.model, name, value)

    def contents(self) -> tuple[versions.Content, versions.Content | None, versions.Content | None]:
        return self.now, self.before, self.first

    def settled(self, key: str, label: str, read: Read, mine: str, *sides: Any) -> str:
        """Return what stands in the form; note what was taken over, and what is to be chosen."""
        stored, before, first = sides
        if _same(mine, stored):
            return mine
        if key not in self.undecided and before is not None:
            if _same(mine, before):
                self.result.taken.append((label, read(stored)))
                return str(stored)
            if _same(stored, before):
                return mine
        opened = None if first is None else read(first)
        self.result.conflicts.append(Conflict(key, label, read(mine), read(stored), opened))
        return mine


class _MergingRows:
    """The rows of one page; what is found is noted in the result of the whole."""

    def __init__(self, whole: _Merging, rows: Rows, typed: list[Row]) -> None:
        self.whole, self.rows, self.result = whole, rows, whole.result
        parts = versions.parts(whole.row, whole.shape)
        self.labels = {str(part.pk): rows.label(part) for part in parts}
        self.gone = f"Removed {rows.noun}"
        self._merge(typed)

    def _merge(self, typed: list[Row]) -> None:
        by_id = {row["id"]: row for row in typed if row.get("id")}
        stored = [self._row(str(pk), by_id.get(str(pk))) for pk in self.whole.now.rows]
        gone = [row for pk, row in by_id.items() if pk not in self.labels]
        added = [row for row in typed if not row.get("id")]
        for row in added:
            if f"{row.get(WAS)}:{WHOLE}" in self.whole.undecided:
                self._ask_whole(row[WAS], self.gone, self._told(row), "Removed")
        typed_rows.write(self.result.data, self.rows.prefix, stored, added + self._anew(gone))

    def _row(self, pk: str, typed: Row | None) -> Row:
        sides = [content.row(pk) if content else None for content in self.whole.contents()]
        stored = {name: text for name, text in (sides[0] or {}).items() if name in self._written}
        if typed is None:
            self.result.taken.append((f"{self.labels[pk]}: added", self._told(stored)))
            return {"id": pk, **stored}
        if REMOVED in typed:
            before = {name: (sides[1] or {}).get(name) for name in self._written}
            if before != stored or f"{pk}:{WHOLE}" in self.whole.undecided:
                self._ask_whole(pk, self.labels[pk], "Removed", self._told(stored))
            return typed
        return {"id": pk, **{name: self._settled(pk, name, typed, sides) for name in stored}}

    def _settled(self, pk: str, name: str, typed: Row, sides: list[Row | None]) -> str:
        label = f"{self.labels[pk]}: {shapes.column(self.rows.model, name).verbose_name}"
        texts = [side.get(name) if side else None for side in sides]
        mine = typed.get(name, "")
        return self.whole.settled(f"{pk}:{name}", label, self._reads(name), mine, *texts)

    def _anew(self, gone: list[Row]) -> list[Row]:
        """Return as new rows what was typed about rows that somebody removed meanwhile."""
        last = versions.removed(self.whole.row, [row["id"] for row in gone], self.whole.shape)
        anew = []
        for row in gone:
            seen = self.whole.before.row(row["id"]) if self.whole.before else None
            before = seen or last.get(row["id"])
            if before is None or REMOVED in row:
                continue
            written = {name: row.get(name, "") for name in self._written}
            if any(not _same(written[name], before[name]) for name in self._written):
                fixed = {name: before[name] for name in self.rows.fixed}
                anew.append({**fixed, WAS: row["id"], **written})
                self._ask_whole(row["id"], self.gone, self._told(written), "Removed")
        return anew

    @property
    def _written(self) -> tuple[str, ...]:
        return self.rows.written

    def _ask_whole(self, pk: str, label: str, mine: str, stored: str) -> None:
        self.result.conflicts.append(Conflict(f"{pk}:{WHOLE}", label, mine, stored))

    def _told(self, row: Row) -> str:
        said = [self._reads(name)(row.get(name, "")) for name in self._written]
        return " · ".join(text for text in said if text)

    def _reads(self, name: str) -> Read:
        return lambda value: self.whole.reader.read(self.rows.model, name, value)


def _same(one: str, other: str) -> bool:
    """Whether two texts are one, but for the line ends that browsers send."""
    return one.strip().splitlines() == other.strip().splitlines()
