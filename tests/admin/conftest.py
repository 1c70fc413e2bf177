"""Browsers of the cast: each logged in to the admin."""

from types import SimpleNamespace

import pytest
from django.test import Client

from tests import factories


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def desk(cast):
    """The cast, and erin (contributor) and root (superuser), each with a browser."""
    cast.erin = factories.person("erin", "contributor")
    cast.root = factories.person("root", "editor", is_superuser=True)
    cast.browsers = SimpleNamespace(
        **{name: browser(getattr(cast, name)) for name in _names(cast)}, nobody=browser()
    )
    return cast


def _names(cast):
    return [name for name in vars(cast) if name != "browsers"]
