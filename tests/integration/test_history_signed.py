"""Who signs the history: our function instead of pghistory's own, which says the same. The wrong outcomes:
history signed otherwise, an error in what would have been written."""

import uuid

import pytest
from django.db import connection, transaction
from pghistory.models import Context

SIGNED = str(uuid.UUID(int=7))


def attached(signed, said):
    """Who would sign, and what would be noted of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [signed, said],
        )
        cursor.execute("SELECT _pgh_attach_context()")
        got = cursor.fetchone()[0]
        noted = list(Context.objects.values_list("id", "metadata"))
        transaction.set_rollback(True)
    return got, noted


@pytest.mark.parametrize("noted", [{}, {"url": "/"}])
@pytest.mark.parametrize(
    ("signed", "said"),
    [
        (SIGNED, '{"url": "/"}'), (SIGNED.upper(), '{"url": "/"}'), (SIGNED, "null"), (SIGNED, ""),
        (SIGNED, "{"), (SIGNED, '{"url": "/\\u0000"}'), (SIGNED, '{"url": "\\ud800"}'),
        ("", '{"url": "/"}'), ("alice", '{"url": "/"}'), ("", ""),
    ],
)  # fmt: skip
def test_it_is_signed_as_pghistory_would(db, signed, said, noted):
    Context.objects.create(id=SIGNED, metadata=noted)
    ours = attached(signed, said)
    Context.install_pgh_attach_context_func()
    assert ours == attached(signed, said)
