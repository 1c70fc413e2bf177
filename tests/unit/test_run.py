"""What `make run` and `check --deploy` refuse before anything is served."""

import socket

import pytest
from django.core.exceptions import ImproperlyConfigured

from factcheck import checks, env, run


def test_port_that_somebody_listens_on_is_refused_by_name():
    with socket.socket() as taken:
        # As granian binds: two such servers would share the port without a word.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ImproperlyConfigured, match=f"PORT={port} cannot be used"):
            run._require_free("127.0.0.1", port)
    run._require_free("127.0.0.1", port)


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-5"])
def test_bad_number_is_named_with_its_bounds(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ImproperlyConfigured, match="from 1 to 65535"):
        env.integer("PORT", 8000, least=1, most=65535)


def test_https_without_a_proxy_is_warned_of(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = None
    (warning,) = checks.https_ends_at_a_proxy()
    assert warning.id == "factcheck.W001"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert checks.https_ends_at_a_proxy() == []
