"""What strangers do is a line in the log: over a real server, as the project logs."""

import logging
import socket

import pytest
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.core.handlers.exception import response_for_exception
from django.test import RequestFactory

from claims.serving import unavailable
from tests import server


def ask(address, host):
    name, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), timeout=30) as to:
        to.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        return to.makefile("rb").readline()


def test_wrong_host_is_one_warning(committed_db, tmp_path):
    """Wrong outcome: a traceback for each, with which anybody can fill a disk."""
    log = tmp_path / "log"
    with log.open("w") as written, server.running(log=written) as address:
        for host in ("elsewhere.example.org", "a b"):
            assert b"400" in ask(address, host)
    said = [line for line in log.read_text().splitlines() if "HTTP_HOST" in line]
    assert [" WARNING django.security.DisallowedHost: " in line for line in said] == [True] * 2
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize("kind", [DisallowedHost, SuspiciousOperation])
def test_whatever_is_suspicious_is_one_harmless_line(caplog, monkeypatch, kind):
    caplog.handler.addFilter(unavailable.Brief())
    try:
        raise kind("Strange:\n\x1b[2J here")
    except kind as error:
        response_for_exception(RequestFactory().get("/"), error)
    (record,) = [one for one in caplog.records if one.name.startswith("django.security")]
    shown = logging.Formatter("%(levelname)s %(message)s").format(record)
    assert shown.startswith("WARNING Strange:")
    assert len(shown.splitlines()) == 1
    assert shown.isprintable()


def test_fault_of_ours_keeps_its_traceback():
    error = (ValueError, ValueError("ours"), None)
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Broken", (), error)
    assert unavailable.Brief().filter(record)
    assert (record.levelname, record.exc_info) == ("ERROR", error)
