"""A small record, and the front beside Django."""

import pytest

from tests import fronts
from tests.api.conftest import world

__all__ = ["world"]


@pytest.fixture
def pair(settings, tmp_path, world):
    settings.RUN_DIR = tmp_path
    settings.RATE_LIMIT = "100000/hour"
    made = fronts.Pair()
    yield made
    made.close()
