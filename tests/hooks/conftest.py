"""Webhooks go to servers on this machine here, which nobody allows in earnest."""

import pytest

from tests import factories
from tests.hooks import receiver


@pytest.fixture
def private(settings):
    settings.WEBHOOK_PRIVATE_TARGETS = True


@pytest.fixture
def server(private):
    """A receiver that says 200; its `answers` may be set."""
    with receiver.running() as started:
        yield started


@pytest.fixture
def endpoint(cast, server):
    return factories.webhook(server.url, cast.bob)
