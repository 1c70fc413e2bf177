"""A staged chunk into the desk's tables: one transaction, or nothing.

Order of locks: the lock of loading; then the claims that change, by their ids, as every step of
the workflow locks its claim first; then what belongs to them. What is as stored is not locked.
"""

from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.text import slugify

from claims import exceptions, sql
from claims.intake import passages, rules
from claims.intake.loading import checking
from claims.models import Article

LOADING = 722302
"""Advisory lock: loads wait for one another, and so never deadlock (loading_v1.sql, too)."""
TRIES = 5
AGAIN = {"40P01", "40001", "23505"}
"""Deadlock, serialization, unique: somebody wrote the same in between. Seen anew, it is settled."""
KEY_LENGTH = 75
"""Shorter than a key may be: a digest and a number have room."""


class SomebodyWasFaster(exceptions.DeskError):
    """The desk changed these claims again and again meanwhile: start the load once more."""


@dataclass
class Counts:
    """What a load does, or would do: `passages` and `reviews` are those that are new or changed."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    passages: int = 0
    reviews: int = 0
    claimants: int = 0

    def add(self, other: "Counts") -> None:
        for name, number in vars(other).items():
            setattr(self, name, getattr(self, name) + number)

    @property
    def loaded(self) -> int:
        return sum(astuple(self))


def merge(*, make_claimants: bool, by_key: bool, dry_run: bool) -> Counts:
    """Merge what is staged, and note its faults in load_fault. If somebody was faster, anew."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _merge(make_claimants=make_claimants, by_key=by_key, dry_run=dry_run)
        except SomebodyWasFaster:
            continue
        except (IntegrityError, OperationalError) as error:
            if getattr(error.__cause__, "sqlstate", "") not in AGAIN:
                raise
    raise SomebodyWasFaster


def _merge(*, make_claimants: bool, by_key: bool, dry_run: bool) -> Counts:
    _run(BEGIN, lock=LOADING)
    if not dry_run:
        _measure()
    _empty("load_twice", "load_claimant", "load_claim", "load_passage", "load_review", "load_meant")
    _run(sql.read("load_claimants"), by_key=by_key)
    if make_claimants:
        _name_claimants()
    _locate()
    _run(sql.read("load_known"), **REMEDIES)
    checking.take_out()
    _run(sql.read("load_twice"), **REMEDIES)
    if checking.take_out():
        _run("TRUNCATE load_twice")
        _run(sql.read("load_twice"), **REMEDIES)
    # Looked up once: within the statement, it would be for each row.
    ids = _row("SELECT pg_get_serial_sequence('claims_claim', 'id')")[0]
    _run(sql.read("load_classify"), ids=ids, **READ)
    _run(sql.read("load_passages"))
    if not dry_run:
        _lock()
    _run(sql.read("load_reviews"))
    _run(sql.read("load_checked"), **REMEDIES, dry_run=dry_run)
    checking.take_out()
    if dry_run:
        _run(sql.read("load_told"))
    counts = Counts(*_row(sql.read("load_counts"), dry_run=dry_run))
    if not dry_run:
        _run(sql.read("load_merge"))
    _run(SEEN)
    return counts


BEGIN = """
    SELECT
        pg_advisory_xact_lock(%(lock)s),
        -- For its sorts and joins, until the transaction ends.
        set_config('work_mem', '64MB', true),
        -- What the planner expects of tables of a session is vague: compiling would cost more.
        set_config('jit', 'off', true)
"""
MEASURED = [
    f"claims_{name}" for name in ("claim", "claimant", "appearance", "review", "externalreview")
]
MISJUDGED = """
    SELECT oid::regclass::text FROM pg_class
    WHERE oid = ANY(%(names)s::regclass[]) AND reltuples <= 0 AND pg_relation_size(oid) > 0
"""
SEEN = """
    INSERT INTO load_seen
    SELECT hashtextextended(row.external_id, 0), row.said
    FROM load_row AS row JOIN load_claim AS claim USING (place)
"""
READ = {
    "yes": list(rules.YES),
    "language": rules.LANGUAGE,
    "priority": rules.PRIORITY,
    "topics_apart": rules.TOPICS_APART,
    "blank": " " * len(rules.TOPICS_APART),
}
REMEDIES = {
    "many_claimants": rules.MANY_CLAIMANTS,
    "no_claimant": rules.NO_CLAIMANT,
    "no_article": rules.NO_ARTICLE,
    "no_exact": rules.NO_EXACT,
    "no_place": rules.NO_PLACE,
    "position": f"^{rules.PLACE}$",
    "end_after_start": exceptions.OF_CONSTRAINT["appearance_end_after_start"][1],
    "twice": rules.TWICE_REMEDY,
    "no_text": exceptions.OF_CONSTRAINT["claim_text_not_empty"][1],
    "claimant_or_unknown": exceptions.OF_CONSTRAINT["claim_claimant_or_unknown"][1],
    "ends_after_start": exceptions.OF_CONSTRAINT["claim_validity_ends_after_start"][1],
    "fixed": exceptions.OF_CONSTRAINT["claim_fixed_while_approved"][1],
    "pinned": exceptions.OF_CONSTRAINT["appearance_unique_place"][1],
}


def _empty(*tables: str) -> None:
    """Empty those that are not: to empty a table costs the same, however few rows it has."""
    filled = _rows(
        "SELECT oid::regclass::text FROM pg_class"
        " WHERE oid = ANY(%(tables)s::regclass[]) AND pg_relation_size(oid) > 0",
        tables=list(tables),
    )
    if filled:
        _run(f"TRUNCATE {', '.join(name for (name,) in filled)}")


def _measure() -> None:
    """Let the planner know of tables that it takes for empty, though they are not.

    It does where it was last counted while all rows belonged to a load that was under way, or that
    was given up. One index then looks as good as another, and triggers that join thousands of new
    claims read a whole one for each: minutes for what takes a second.
    """
    for (name,) in _rows(MISJUDGED, names=MEASURED):
        _run(f"ANALYZE {name}")
    if _rows(MISJUDGED, names=MEASURED):
        # There are dead rows alone. Reading through them once is right.
        _run("SELECT set_config('enable_nestloop', 'off', true)")


def _lock() -> None:
    """Lock the claims that change, or whose passages do. One that changed meanwhile: all anew."""
    locked = _rows(
        "SELECT claim.xmin::text, said.version FROM claims_claim AS claim"
        " JOIN load_claim AS said ON said.id = claim.id"
        " WHERE said.changed OR NOT said.is_new AND EXISTS (SELECT FROM load_passage AS passage"
        " WHERE passage.claim_id = said.id AND (passage.id IS NULL OR passage.changed))"
        " ORDER BY claim.id FOR NO KEY UPDATE OF claim"
    )
    if any(now != then for now, then in locked):
        raise SomebodyWasFaster


def _locate() -> None:
    """Find the passages in articles whose text is stored: the words say the place, not the file."""
    wanted = _rows(
        "SELECT row.place, row.line, article.id, row.exact, coalesce(row.prefix, ''),"
        " coalesce(row.suffix, '') FROM load_row AS row"
        " JOIN claims_article AS article ON article.key = row.article"
        " WHERE article.text <> '' AND row.exact <> '' ORDER BY article.id"
    )
    text, of_article = "", None
    for place, line, article, exact, prefix, suffix in wanted:
        if article != of_article:
            of_article, text = (
                article,
                Article.objects.values_list("text", flat=True).get(pk=article),
            )
        try:
            found = passages.locate(text, exact, prefix, suffix)
        except exceptions.DeskError as error:
            _run(
                "INSERT INTO load_fault VALUES (%(place)s, %(line)s, 'exact', left(%(exact)s, 200),"
                " 'The passage was not found.', %(remedy)s);"
                'UPDATE load_row SET start = 0, "end" = 1 WHERE place = %(place)s',
                place=place, line=line, exact=exact, remedy=str(error),
            )  # fmt: skip
        else:
            _run(
                'UPDATE load_row SET start = %(start)s, "end" = %(end)s WHERE place = %(place)s',
                place=place, start=found.start, end=found.end,
            )  # fmt: skip


def _name_claimants() -> None:
    """Give each name that nobody has an id and a key: who is used at the end is made."""
    names = _rows("SELECT name FROM load_claimant WHERE found = 0")
    if not names:
        return
    keys = [_key(name) for (name,) in names]
    _run(
        sql.read("load_named"),
        names=[name for (name,) in names],
        keys=keys,
        longer=[f"{key}-{_digest(name)}" for key, (name,) in zip(keys, names, strict=True)],
    )


def _key(name: str) -> str:
    return slugify(name)[:KEY_LENGTH].strip("-") or "claimant"


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]


def _run(text: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)


def _rows(text: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)
        return list(cursor.fetchall())


def _row(text: str, **values: Any) -> tuple[Any, ...]:
    return _rows(text, **values)[0]
