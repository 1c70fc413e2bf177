"""What can go wrong with the embedded server, in words for the person who has to put it right."""

from pathlib import Path


class ClusterError(Exception):
    """The embedded PostgreSQL could not be used."""


def unusable(path: Path, error: OSError) -> ClusterError:
    """Put a refusal of the file system into words: which path, why, and what to do."""
    return ClusterError(
        f"Cannot use {error.filename or path} for the embedded PostgreSQL: {error.strerror}. "
        "Make it writable for this user and see that the disk has room, "
        "or name a server of your own in DATABASE_URL."
    )
