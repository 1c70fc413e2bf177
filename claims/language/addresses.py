"""Addresses that people paste: which host they name, and what of them is worth keeping."""

import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

TRACKING = re.compile(
    r"(utm_[a-z_]*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid"
    r"|_ga|_gl|ref_src)",
    re.IGNORECASE,
)
"""Parameters by which senders of links count clicks; address_key_v1.sql drops the same ones."""
SCHEMES = ("http", "https")
HOST = re.compile(r"[^\s/?#@:.]+(\.[^\s/?#@:.]+)+")


def cleaned(typed: str) -> str:
    """Return the address that was pasted, without what only counts clicks, and its fragment.

    “example.org/a” becomes “https://example.org/a”. Raises ValueError, in words for
    people, for what is no web address.
    """
    text = "".join(typed.split())
    if "://" not in text and not re.match(r"[a-z]+:(?!\d)", text, re.IGNORECASE):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        # Reading a port that is none raises ValueError.
        at = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError as error:
        raise _refused(typed) from error
    if parts.scheme.lower() not in SCHEMES or not HOST.fullmatch(host) or "\\" in text:
        raise _refused(typed)
    if "@" in parts.netloc:
        raise ValueError("This address has a name or a password before “@”: leave it out.")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _tracks(pair))
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit((parts.scheme.lower(), host + at, parts.path or "/", query, fragment))


def host(address: str) -> str:
    """Return the bare host of an address: example.org for https://www.example.org/a."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def sites(address: str) -> list[str]:
    """Return the hosts whose publisher an address may be of, the nearest first.

    news.example.org, then example.org: never the last part alone.
    """
    labels = host(address).split(".")
    return [".".join(labels[first:]) for first in range(len(labels) - 1)]


def _tracks(pair: str) -> bool:
    names = parse_qsl(pair, keep_blank_values=True)
    return bool(names) and TRACKING.fullmatch(names[0][0]) is not None


def _refused(typed: str) -> ValueError:
    shown = typed if len(typed) <= 60 else f"{typed[:60]}…"
    return ValueError(
        f"“{shown}” is no address of a web page: paste one that begins with https://."
    )
