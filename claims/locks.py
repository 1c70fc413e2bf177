"""The numbers of all advisory locks, so that no two things take the same one.

A number keeps its meaning for ever: two versions of the code run side by side during an upgrade.
Locks with a second number (FILLING, ENDING) are others than those with one.
"""

PUBLISHING = 722301
"""One publication at a time. Also in record_chain_v1.sql, rereview_v1.sql and rereview_v2.sql."""
LOADING = 722302
"""Shared by whoever merges, so that what ratings mean is not changed meanwhile (loading_v1.sql)."""
MIGRATING = 722303
"""One migrate at a time."""
MERGING = 722304
"""Who merges waits for who does, and so they never deadlock."""
ENDING = 722305
"""With a number of its own: a chunk that has let the next one begin, until it is over. PostgreSQL
then sees who waits for whom: an Event alone would be waited for without end."""
FILLING = 722302
"""With the number of a room: one fills it for matching."""
