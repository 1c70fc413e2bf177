"""Holding the record against itself, and everything served against the record."""

from claims.record.verifying.whole import MOST, verify

__all__ = ["MOST", "verify"]
