"""Which addresses a webhook may have."""

import ipaddress
import socket
import threading
import time

import pytest

from claims import exceptions
from claims.desk.hooks import addresses

REFUSED = {
    "loopback": ["127.0.0.1", "127.8.9.1", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12::1"],
    "link-local, and the metadata of clouds": ["169.254.169.254", "fe80::1", "fe80::1%eth0"],
    "metadata of Azure": ["168.63.129.16"],
    "carrier-grade NAT": ["100.64.0.1", "100.127.255.255"],
    "unspecified": ["0.0.0.0", "0.1.2.3", "::"],
    "multicast": ["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"],
    "reserved": ["240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "2001:db8::1"],
    "of no host": ["192.0.0.8", "3fff::1"],
    "site-local": ["fec0::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"],
    "IPv4-compatible": ["::7f00:1", "::a00:1"],
    "6to4": ["2002:7f00:1::", "2002:a00:1::1", "192.88.99.1"],
    "NAT64": ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1"],
    "Teredo": ["2001:0:4136:e378:8000:63bf:f5ff:fffe"],
}
ALLOWED = [
    "93.184.216.34",
    "8.8.8.8",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("kind", REFUSED)
def test_address_inside_a_network_is_not_public(kind):
    public = [text for text in REFUSED[kind] if addresses.is_public(ipaddress.ip_address(text))]
    assert public == []


@pytest.mark.parametrize("text", ALLOWED)
def test_address_of_the_internet_is_public(text):
    assert addresses.is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://93.184.216.34/", "Use https://"),
        ("ftp://example.org/", "Use https://"),
        ("javascript:alert(1)", "Use https://"),
        ("file:///etc/passwd", "Use https://"),
        ("//example.org/", "Use https://"),
        ("https:///path", "names no host"),
        ("https://user:pass@example.org/", "Take it out"),
        ("https://user@example.org/", "Take it out"),
        ("https://example.org:99999/", "between 1 and 65535"),
        ("https://example.org:0/", "between 1 and 65535"),
        ("https://exa mple.org/", "leads nowhere"),
        ("https://[::1/", "is no address"),
        ("https://127.0.0.1/", "'127.0.0.1' leads to 127.0.0.1"),
        ("https://localhost/", "is not a public address"),
        ("https://[::1]/", "leads to ::1"),
        ("https://[::ffff:10.0.0.1]/", "is not a public address"),
        ("https://2130706433/", "leads to 127.0.0.1"),
        ("https://0x7f.1/", "leads to 127.0.0.1"),
        ("https://0177.0.0.1/", "is no address"),
        ("https://nothing.invalid/", "Check its spelling"),
    ],
)
def test_address_that_may_not_be_called_is_refused_with_what_to_do(url, words):
    with pytest.raises(exceptions.TargetRefused) as refusal:
        addresses.check(url)
    assert words in str(refusal.value)


def test_password_is_not_repeated():
    with pytest.raises(exceptions.TargetRefused) as refusal:
        addresses.parse("https://user:hunter2@example.org/")
    assert "hunter2" not in str(refusal.value)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, 443))
        for text in ("93.184.216.34", "10.0.0.7")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(exceptions.TargetRefused, match=r"10\.0\.0\.7"):
        addresses.resolve("example.org", 443, seconds=5)


def test_setting_allows_what_is_inside_and_without_tls(settings):
    settings.WEBHOOK_PRIVATE_TARGETS = True
    addresses.check("http://127.0.0.1:8000/hook")
    with pytest.raises(exceptions.TargetRefused, match="https://"):
        addresses.check("ftp://127.0.0.1/")


@pytest.fixture
def silent(monkeypatch):
    """A name server that keeps silent, as the system's resolver shows it: a call that hangs."""
    over = threading.Event()

    def hang(*_args, **_options):
        over.wait(30)
        raise OSError("Nobody answered.")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield over
    over.set()


def test_silent_name_server_is_left_after_the_time_given(silent):
    """Wrong: the page, or the worker, hangs for as long as the system does."""
    started = time.monotonic()
    with pytest.raises(exceptions.TargetRefused, match="See whether its name server answers"):
        addresses.check("https://example.org/", seconds=0.3)
    assert time.monotonic() - started < 2


def test_lookups_that_hang_are_counted_and_let_go_when_they_end(silent, monkeypatch):
    monkeypatch.setattr(addresses, "LOOKING", threading.BoundedSemaphore(1))
    for _ in range(2):
        with pytest.raises(exceptions.TargetRefused):
            addresses.check("https://example.org/", seconds=0.1)
    silent.set()
    assert addresses.LOOKING.acquire(timeout=5)
