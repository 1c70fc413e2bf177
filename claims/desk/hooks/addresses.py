"""Which addresses a webhook may have: out there on the internet, and not inside our own network.

What a host's name leads to may change between two looks. So there is one: whoever connects
resolves here, and connects to what was checked and to nothing else (claims.desk.hooks.sending).
"""

import ipaddress
import socket
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from claims import exceptions

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.ip_network("::/96")
_ELSEWHERE = (
    ipaddress.ip_network("168.63.129.16/32"),  # Azure's own services, from inside of it
    ipaddress.ip_network("192.0.0.0/24"),  # protocol assignments
    ipaddress.ip_network("192.88.99.0/24"),  # relays of 6to4
    ipaddress.ip_network("64:ff9b:1::/48"),  # NAT64 inside of one network
    ipaddress.ip_network("100::/64"),  # discarded
    ipaddress.ip_network("3fff::/20"),  # documentation
    ipaddress.ip_network("5f00::/16"),  # segment routing
)
"""Not for the public, and counted as global by the Python that we run on."""

LOOK_SECONDS = 5.0
"""How long an editor waits for the name of a host."""
LOOKING = threading.BoundedSemaphore(32)
"""Lookups under way in this process: each holds a thread until the system gives up, unasked."""


@dataclass(frozen=True)
class Target:
    """An address that `check` has let pass: who takes one need not look again."""

    url: str


def parse(url: str) -> httpx.URL:
    """Return the parts of `url`; raise TargetRefused if nothing may ever be sent there."""
    try:
        parts = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError) as error:
        raise exceptions.TargetRefused(f"{url!r} is no address: {error}.") from error
    allowed = ("https", "http") if settings.WEBHOOK_PRIVATE_TARGETS else ("https",)
    if parts.scheme not in allowed:
        raise exceptions.TargetRefused(
            f"{url!r} begins with {parts.scheme or 'nothing'}://. Use https://."
        )
    if not 0 < port_of(parts) < 65536:
        raise exceptions.TargetRefused(f"{url!r} has no port between 1 and 65535. Leave it out.")
    if not parts.host:
        raise exceptions.TargetRefused(f"{url!r} names no host. Use one like example.org.")
    if parts.userinfo:
        raise exceptions.TargetRefused(
            f"The address of {parts.host} has a user or a password in it, which logs would show."
            " Take it out: messages are signed instead."
        )
    return parts


def resolve(host: str, port: int, *, seconds: float) -> list[str]:
    """Return what `host` leads to, checked; raise TargetRefused if any of it is not public.

    It takes `seconds` at most: the system's own resolver knows no deadline, and a name server that
    keeps silent would hold us for minutes.
    """
    try:
        found = _looked_up(host, port, seconds)
    except TimeoutError as error:
        raise exceptions.TargetRefused(
            f"{host!r} was not found within {seconds:.0f} seconds. See whether its name server"
            " answers, and try again."
        ) from error
    except (OSError, UnicodeError) as error:
        raise exceptions.TargetRefused(
            f"{host!r} leads nowhere: {error}. Check its spelling."
        ) from error
    texts = list(dict.fromkeys(str(address[0]) for *_rest, address in found))
    for text in texts:
        if not settings.WEBHOOK_PRIVATE_TARGETS and not is_public(ipaddress.ip_address(text)):
            raise exceptions.TargetRefused(
                f"{host!r} leads to {text}, which is not a public address."
                " Use a server on the internet, or set WEBHOOK_PRIVATE_TARGETS=true."
            )
    return texts


def _looked_up(host: str, port: int, seconds: float) -> Any:
    """Ask the system in a thread that nobody waits for, when it hangs or when the process ends.

    An executor would: the interpreter joins its threads before it exits.
    """
    if not LOOKING.acquire(blocking=False):
        raise TimeoutError("Too many names are being looked up.")
    found: Future[Any] = Future()
    thread = threading.Thread(target=_look_up, args=(found, host, port), daemon=True)
    try:
        thread.start()
    except RuntimeError:
        LOOKING.release()
        raise
    return found.result(timeout=seconds)


def _look_up(found: Future[Any], host: str, port: int) -> None:
    try:
        found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except BaseException as error:
        found.set_exception(error)
    finally:
        LOOKING.release()


def check(url: str, *, seconds: float = LOOK_SECONDS) -> Target:
    """Raise TargetRefused unless one may send to `url` as it leads today.

    It may take as long as `seconds`: call it outside of transactions that hold locks.
    """
    parts = parse(url)
    resolve(parts.raw_host.decode(), port_of(parts), seconds=seconds)
    return Target(url)


def port_of(parts: httpx.URL) -> int:
    return parts.port if parts.port is not None else (443 if parts.scheme == "https" else 80)


def is_public(address: Address) -> bool:
    """Whether everybody may reach `address`, and it stands for no other that they may not."""
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    refused = (
        address.is_multicast
        or address.is_reserved
        or address.is_private
        or getattr(address, "is_site_local", False)
        or any(address in net for net in _ELSEWHERE if net.version == address.version)
    )
    return address.is_global and not refused


def _embedded(address: Address) -> Address | None:
    """Return the IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or address in _V4_COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
