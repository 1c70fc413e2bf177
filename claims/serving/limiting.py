"""How many requests one address may make of the public side, with the headers that say it.

The headers are those of draft-ietf-httpapi-ratelimit-headers. Each process counts for itself.
"""

import time
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from math import ceil
from typing import Any

import limits
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_resolver
from limits.strategies import MovingWindowRateLimiter

from claims.serving import caching, cors, middleware, windows

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

POLICY = "public"
"""The name of our one policy, in the headers."""
MORE = "claims.more"
"""What counts further requests, in `request.META` while the view works."""
LIMITER = "claims.limiter"
"""What counts instead of the middleware's own, in `request.META`: that of the front before it."""


class Limiter(MovingWindowRateLimiter):
    """Counts as the library does, and for the front in one step."""

    def __init__(self) -> None:
        self.windows = windows.Windows()
        super().__init__(self.windows)

    def take(self, written: str, who: str) -> str | None:
        """Count a request; return what the header says then, or None if it does not fit.

        `written` is the rate, as the setting has it.
        """
        key, amount, expiry = _measures(written, who)
        fits, begin, number = self.windows.take(key, amount, expiry)
        return _said(amount - number, begin + expiry) if fits else None


def limiter() -> Limiter:
    return Limiter()


class RateLimit:
    """Lets an address through, or answers 429 in the shape of the interface that it asked."""

    def __init__(self, get_response: middleware.Answer) -> None:
        self.get_response = get_response
        self.limiter = limiter()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.RATE_LIMIT or not middleware.is_public(request):
            return self.get_response(request)
        counts: Limiter = request.META.get(LIMITER, self.limiter)
        rate, who = rate_of(settings.RATE_LIMIT), client(request)
        fits = counts.hit(rate, who)
        request.META[MORE] = partial(_more, counts, rate, who)
        response = (
            self.get_response(request)
            if fits
            else _refusal(request, _until_more(counts, rate, who))
        )
        response["RateLimit-Policy"] = policy(rate)
        response["RateLimit"] = standing(counts, rate, who)
        return response


def policy(rate: limits.RateLimitItem) -> str:
    return f'"{POLICY}";q={rate.amount};w={rate.get_expiry()}'


def standing(counts: Limiter, rate: limits.RateLimitItem, who: str) -> str:
    reset, left = counts.get_window_stats(rate, who)
    return _said(left, reset)


def _said(left: int, reset: float) -> str:
    return f'"{POLICY}";r={left};t={_wait(reset)}'


def _wait(reset: float) -> int:
    """Return after how many seconds there are more."""
    return max(1, ceil(reset - time.time()))


def _until_more(counts: Limiter, rate: limits.RateLimitItem, who: str) -> int:
    return _wait(counts.get_window_stats(rate, who)[0])


def _more(counts: Limiter, rate: limits.RateLimitItem, who: str, cost: int) -> int:
    return 0 if counts.hit(rate, who, cost=cost) else _until_more(counts, rate, who)


def charge(request: HttpRequest, cost: int) -> int:
    """Count a request as `cost` more. Return 0, or after how many seconds that may fit."""
    more: Callable[[int], int] | None = request.META.get(MORE)
    return more(cost) if more and cost else 0


def client(request: HttpRequest) -> str:
    """Return whom to count: an IPv4 address, or the /64 that one host may freely choose from.

    Who asks through our proxy is who the proxy says it heard: the last address of X-Forwarded-For,
    not counting further proxies of ours (TRUSTED_PROXIES). What stands before, anybody can write.
    """
    return whom(request.META)


def whom(meta: Mapping[str, Any]) -> str:
    """Return whom to count, by the variables of a request."""
    hops = [meta.get("REMOTE_ADDR", "")]
    if settings.BEHIND_PROXY:
        forwarded = meta.get("HTTP_X_FORWARDED_FOR", "")
        hops += reversed([hop for hop in forwarded.split(",") if hop.strip()])
    found = hops.pop(0)
    for hop in hops:
        found = hop
        if not _is_trusted(hop):
            break
    return _counted(found)


def _is_trusted(hop: str) -> bool:
    address = _address(hop)
    return address is not None and any(
        address in network for network in _networks(tuple(settings.TRUSTED_PROXIES))
    )


@lru_cache(maxsize=1024)
def _counted(hop: str) -> str:
    address = _address(hop)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    # What is no address is one reader, whoever it is.
    return str(address) if address else "unknown"


@lru_cache(maxsize=1024)
def _address(hop: str) -> Address | None:
    """Return the address that a proxy wrote, with a port (and brackets) or without; or None."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache
def _networks(written: tuple[str, ...]) -> list[Network]:
    return [ip_network(network) for network in written]


@lru_cache(maxsize=1024)
def _measures(written: str, who: str) -> tuple[str, int, int]:
    """Return under which key a reader is counted, how often, and in how many seconds."""
    rate = rate_of(written)
    return rate.key_for(who), rate.amount, rate.get_expiry()


@lru_cache
def rate_of(written: str) -> limits.RateLimitItem:
    return limits.parse(written)


def _refusal(request: HttpRequest, wait: int) -> HttpResponseBase:
    """Return 429: `handler429` of the addresses makes it, beside Django's own handlers."""
    refuse: Callable[..., HttpResponseBase] = get_resolver().resolve_error_handler(429)
    response = refuse(request, wait=wait)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = caching.NEVER
    return cors.allow(response)
