"""Whether the record can be read from here, and how far what is read is behind the primary."""

from dataclasses import dataclass

from claims.record import published, querying

ASK = """
SELECT (SELECT max(sequence) FROM record_publication),
    pg_is_in_recovery(),
    EXISTS (SELECT FROM pg_stat_wal_receiver),
    CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
        ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
    END::float8
"""


@dataclass(frozen=True)
class Reach:
    """The server that the public side reads from, as it says itself."""

    sequence: int
    """The newest entry that it shows; 0 before the first."""
    standby: bool
    following: bool | None
    """Whether a standby is connected to its primary; None of a primary."""
    behind_seconds: float | None
    """How old the last change is that a standby shows, if it has others already."""


def now(ask: querying.Ask = published.ASK) -> Reach:
    """Ask the server. One query; raises django.db.Error where it does not answer."""
    ((sequence, standby, following, behind),) = ask(ASK, ())
    if not standby:
        return Reach(sequence or 0, False, None, None)
    return Reach(sequence or 0, True, following, behind)
