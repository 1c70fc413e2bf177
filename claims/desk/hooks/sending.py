"""Sending one message: to a checked address, in a limited time, with a limited answer.

Built on httpcore alone, which knows no proxies, cookies, redirects or compressed answers.
"""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from claims import exceptions
from claims.desk.hooks import addresses

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
ANSWER_BYTES = 4096
REDIRECTS = range(300, 400)


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or the error instead of one; and how long it took."""

    status: int | None
    error: str
    text: str
    duration_ms: int
    retry_after: str = ""

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(url: str, *, content: bytes, headers: dict[str, str]) -> Answer:
    """Send `content`; whatever goes wrong is in the answer, nothing is raised."""
    started = time.monotonic()
    status, error, text, retry_after = None, "", "", ""
    try:
        status, text, retry_after = _exchange(url, content, headers, started + TOTAL_SECONDS)
        if status in REDIRECTS:
            error = f"{status}: redirects are not followed. Enter the address that it leads to."
    except exceptions.TargetRefused as refusal:
        error = str(refusal)
    except Exception as problem:  # A hostile server may cause any; none may stop the worker.
        error = f"{type(problem).__name__}: {problem}".removesuffix(": ")
    took = round((time.monotonic() - started) * 1000)
    return Answer(status, error[:500].replace("\0", ""), text, took, retry_after)


def _exchange(
    url: str, content: bytes, headers: dict[str, str], deadline: float
) -> tuple[int, str, str]:
    parts = addresses.parse(url)
    target = httpcore.URL(
        scheme=parts.raw_scheme, host=parts.raw_host, port=parts.port, target=parts.raw_path
    )
    limits = dict.fromkeys(("read", "write", "pool"), TOTAL_SECONDS) | {"connect": CONNECT_SECONDS}
    sent = {
        "host": parts.netloc.decode(),
        **headers,
        "content-length": str(len(content)),
    }
    backend = _Checked(deadline)
    with (
        httpcore.ConnectionPool(network_backend=backend, ssl_context=_tls()) as pool,
        pool.stream(
            "POST",
            target,
            headers=list(sent.items()),
            content=content,
            extensions={"timeout": limits},
        ) as response,
    ):
        told = {name.lower(): value for name, value in response.headers}
        text = _beginning(response.iter_stream())
        return response.status, text, told.get(b"retry-after", b"").decode("latin-1")


def _beginning(chunks: Iterable[bytes]) -> str:
    """Return how an answer begins, as text that can be stored and shown."""
    read = b""
    for chunk in chunks:
        read += chunk
        if len(read) >= ANSWER_BYTES:
            break
    text = read[:ANSWER_BYTES].decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "�" for sign in text)


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Checked(httpcore.NetworkBackend):
    """Resolves a host once, refuses what is not public, and connects to exactly that."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception | None = None
        for address in addresses.resolve(host, port, seconds=_left(self._deadline, None)):
            left = _left(self._deadline, timeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
            else:
                return _Limited(stream, self._deadline)
        raise error or httpcore.ConnectError(f"{host} has no address.")


class _Limited(httpcore.NetworkStream):
    """A stream that ends at a deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout)
        return _Limited(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    """Return the seconds that are left; a step never waits longer than its own `timeout`."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout(f"No whole answer within {TOTAL_SECONDS:.0f} seconds.")
    return left if timeout is None else min(left, timeout)
