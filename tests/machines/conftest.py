"""A desk with a public record, of which each test copies its own primary and standby."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connections

from tests import factories, server
from tests.machines import people, postgres
from tests.test_permission_matrix import published

WAITING = 12
"""Reviews that are approved, and wait to be published."""


@pytest.fixture
def desk(committed_db):
    if not hasattr(connections["default"], "cluster"):
        pytest.skip("The programs that copy a server are those of the wheel: unset DATABASE_URL.")
    cast = committed_db.cast
    shown = published(cast)
    waiting = [factories.approved(cast.alice, cast.bob) for _ in range(WAITING)]
    claims = {review.pk: str(review.claim.public_id) for review in waiting}
    session = people.session(cast.bob)
    return SimpleNamespace(shown=shown, waiting=waiting, claims=claims, bob=session)


@pytest.fixture
def pair(desk):
    """A primary and its standby, which are in step."""
    with postgres.copied() as (primary, more):
        yield postgres.Pair(primary, more("second").follow(primary))


@pytest.fixture
def machine(tmp_path):
    """Run a web process as on a machine of its own: no file is shared with another."""

    def running(name, **settings_of_it):
        alone = {"LOCAL_DIR": str(tmp_path / name), "SECRET_KEY": settings.SECRET_KEY}
        # One site, at whichever of them a balancer asks.
        return server.running(PUBLIC_URL=settings.PUBLIC_URL, **alone | settings_of_it)

    return running


@pytest.fixture
def bob(desk):
    with people.Person(desk.bob) as person:
        yield person
