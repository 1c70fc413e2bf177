"""What the chain says of an entry that comes again."""

import pytest

from claims import exceptions
from claims.record import chain


def test_entry_that_comes_twice_is_called_so():
    """Wrong outcome: the one after it is called missing."""
    link = chain.Link(
        3, "8e060042-3701-51e6-bd41-4d6286afbf45", 1, "publication",
        "2026-02-01T10:00:00.000000Z", "", b"{}", "a" * 64, "b" * 64,
    )  # fmt: skip
    with pytest.raises(exceptions.RecordBroken, match=r"^Entry 3 stands twice, or what is served"):
        link.check(3, "a" * 64)
    with pytest.raises(exceptions.RecordBroken, match=r"^Entry 2 is missing: after 1 comes 3\.$"):
        link.check(1, "a" * 64)
