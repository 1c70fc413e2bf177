"""Words of new claims: PostgreSQL lists them first (GIN, fastupdate), and sorts them in later.

Sorting them in is left to the session that waits for its turn: it would be a tenth of merging.
"""

from contextlib import suppress

from django.db import Error

from claims.intake.loading import statements

LIMIT = "20MB"
"""Two chunks of short claims fit, so that whoever merges seldom sorts in. Not more: whoever saves a
claim meanwhile has PostgreSQL's own limit (4 MB), and would sort in all that is listed."""
PATIENCE = "1s"
OURS = """
    FROM pg_index
    JOIN pg_class AS index ON index.oid = indexrelid
    JOIN pg_am AS method ON method.oid = index.relam
    WHERE indrelid = 'claims_claim'::regclass AND amname = 'gin'
      -- Only its owner may have it done.
      AND pg_has_role(index.relowner, 'USAGE')
"""


def defer() -> None:
    """Have this session only list words from now on: who says so calls `settle` beside it."""
    statements.run(
        "SELECT set_config('gin_pending_list_limit', %(limit)s, false)"
        f" WHERE EXISTS (SELECT {OURS})",
        limit=LIMIT,
    )


def settle_soon() -> None:
    """Sort in what is listed, if that can be done now: whoever leaves holds nobody up."""
    with suppress(Error):
        statements.run("SELECT set_config('lock_timeout', %(patience)s, false)", patience=PATIENCE)
        settle()


def settle() -> None:
    """Sort in what is listed."""
    statements.run(f"SELECT gin_clean_pending_list(indexrelid) {OURS}")
