"""The same small record that the tests of the API read."""

from tests.api.conftest import world

__all__ = ["world"]
