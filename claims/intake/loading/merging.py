"""A staged chunk into the desk's tables: one transaction, or nothing.

Order of locks: those of merging and of loading; then the claims that change, by their ids, as every
step of the workflow locks its claim first; then what belongs to them. What is as stored is not
locked. A chunk of new claims lets go of the lock of merging once these are written: the rest of it
waits for nobody, as nobody else knows its claims. Who writes the same claims meanwhile waits for
it, and then looks anew. Chunks of a file are committed in its order: the next one waits at its end
for the lock of this one (claims.locks.ENDING).
"""

from contextlib import ExitStack
from dataclasses import astuple, dataclass

from django.db import IntegrityError, OperationalError, transaction

from claims import exceptions, locks, sql
from claims.intake.loading import looking, staging, statements, turns

TRIES = 5
AGAIN = {"40P01", "40001", "23505", "23503"}
"""Deadlock, serialization, unique, foreign key: somebody wrote the same in between, or deleted what
was meant. Seen anew, it is settled."""


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


@dataclass(frozen=True)
class Merged:
    """What came of a chunk. `said`: what it says of claims, for load_seen; 26 bytes a row."""

    counts: Counts
    said: bytes


def foresee(how: looking.How) -> bool:
    """Look at a chunk while another session may merge the one before; return whether that counts.

    It does of a chunk whose claims are all new, without passages and without a fault: nothing that
    is stored goes into it but who the claimants are, and merge asks whether that still holds. Of
    any other nothing is kept.
    """
    try:
        with transaction.atomic():
            holds = _foreseen(how)
            transaction.set_rollback(not holds)
    except OperationalError as error:
        if not _passes(error):
            raise
        return False
    return holds


def _foreseen(how: looking.How) -> bool:
    statements.run(AIDED)
    if not statements.row(ALL_NEW)[0]:
        return False
    faults = statements.row(FAULTS)
    looking.look(how, lock=_no_lock)
    return statements.row(FAULTS) == faults and bool(statements.row(FORESEEN)[0])


def merge(how: looking.How, *, foreseen: bool, told: list[bytes], turn: turns.Turn) -> Merged:
    """Merge what is staged, and note its faults in load_fault. If somebody was faster, anew.

    `told` is what earlier chunks have said and this session has not heard: a chunk that was
    foreseen says nothing of their claims.
    """
    for attempt in range(TRIES + foreseen):
        looked = foreseen and not attempt
        turn.wait(whole=not looked)
        if not looked:
            staging.hear(told)
        try:
            with ExitStack() as until_claims, transaction.atomic():
                if looked:
                    return _merge_foreseen(how, turn, until_claims)
                return _merge(how)
        except SomebodyWasFaster:
            pass
        except (IntegrityError, OperationalError) as error:
            if not _passes(error):
                raise
            turn.collided()
        turn.taken_back()
    raise SomebodyWasFaster


def _passes(error: Exception) -> bool:
    return getattr(error.__cause__, "sqlstate", "") in AGAIN


def _merge(how: looking.How) -> Merged:
    statements.run("SELECT pg_advisory_xact_lock(%(lock)s)", lock=locks.MERGING)
    _begin()
    if not how.dry_run:
        _measure()
    looking.look(how, lock=_no_lock if how.dry_run else _lock)
    if how.dry_run:
        statements.run(sql.read("load_told"))
    counts = _counts(how)
    if not how.dry_run:
        statements.run(sql.read("load_merge"))
        statements.run(sql.read("load_merge_beside"))
    return Merged(counts, staging.said())


def _merge_foreseen(how: looking.How, turn: turns.Turn, until_claims: ExitStack) -> Merged:
    statements.run("SELECT pg_advisory_lock(%(lock)s)", lock=locks.MERGING)
    until_claims.callback(statements.run, "SELECT pg_advisory_unlock(%(lock)s)", lock=locks.MERGING)
    _begin()
    _measure()
    if not _holds(how):
        raise SomebodyWasFaster
    counts = _counts(how)
    statements.run(sql.read("load_merge"))
    # The next chunk may speak of the claimants that this one makes, and has to see them.
    if turn.overlaps and not counts.claimants:
        lock = statements.row(LOCK, kind=locks.ENDING)[0]
        until_claims.close()
        turn.claims_are_in(lock=lock)
    statements.run(sql.read("load_merge_beside"))
    said = staging.said()
    _wait_for_one_before(turn)
    return Merged(counts, said)


def _wait_for_one_before(turn: turns.Turn) -> None:
    """Wait until the chunk before is committed. If it is taken back, so is this one.

    What it says of the same claims counts, as it comes first: it must not find this one's there.
    """
    # What is checked at the end is checked now, while the other one is at it, too.
    statements.run("SET CONSTRAINTS ALL IMMEDIATE")
    if turn.lock_before is not None:
        statements.run(
            "SELECT pg_advisory_xact_lock_shared(%(kind)s, %(lock)s)",
            kind=locks.ENDING, lock=turn.lock_before,
        )  # fmt: skip
    if not turn.stands_on_what_is_there():
        raise SomebodyWasFaster


def _begin() -> None:
    statements.run("SELECT pg_advisory_xact_lock_shared(%(lock)s)", lock=locks.LOADING)
    statements.run(AIDED)


def _counts(how: looking.How) -> Counts:
    return Counts(*statements.row(sql.read("load_counts"), dry_run=how.dry_run))


def _holds(how: looking.How) -> bool:
    asked = sql.read("load_claimants")
    return bool(statements.row(sql.read("load_holds").format(asked=asked), by_key=how.by_key)[0])


def _no_lock() -> None:
    """Nothing that is stored changes."""


ALL_NEW = """
    SELECT NOT EXISTS (
        SELECT FROM load_row
        WHERE article <> '' OR exact <> '' OR prefix <> '' OR suffix <> '' OR start <> ''
           OR "end" <> ''
    ) AND NOT EXISTS (
        SELECT FROM load_row AS row JOIN claims_claim AS stored USING (external_id)
    )
"""
FAULTS = "SELECT count(*) FROM load_fault"
FORESEEN = "SELECT NOT EXISTS (SELECT FROM load_claim WHERE NOT is_new)"
LOCK = """
    SELECT own.number, pg_advisory_xact_lock(%(kind)s, own.number)
    -- No other transaction of these days has the same number.
    FROM (SELECT (pg_current_xact_id()::text::bigint %% 2147483647)::integer AS number) AS own
"""
AIDED = """
    SELECT
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


def _measure() -> None:
    """Let the planner know of tables that it takes for empty, though they are not.

    It does where it was last counted while all rows belonged to a load that was under way, or that
    was given up. One index then looks as good as another, and triggers that join thousands of new
    claims read a whole one for each: minutes for what takes a second.
    """
    for (name,) in statements.rows(MISJUDGED, names=MEASURED):
        # Not where somebody is at it, as the chunk before, which would be waited for to its end.
        statements.run(f"ANALYZE (SKIP_LOCKED) {name}")
    if statements.rows(MISJUDGED, names=MEASURED):
        # Its rows are dead, or not committed, or somebody is at it. Reading through it is right.
        statements.run("SELECT set_config('enable_nestloop', 'off', true)")


def _lock() -> None:
    """Lock the claims that change, or whose passages do. One that changed meanwhile: all anew."""
    locked = statements.rows(
        "SELECT claim.xmin::text, said.version FROM claims_claim AS claim"
        " JOIN load_claim AS said ON said.id = claim.id"
        " WHERE said.changed OR NOT said.is_new AND EXISTS (SELECT FROM load_passage AS passage"
        " WHERE passage.claim_id = said.id AND (passage.id IS NULL OR passage.changed))"
        " ORDER BY claim.id FOR NO KEY UPDATE OF claim"
    )
    if any(now != then for now, then in locked):
        raise SomebodyWasFaster
