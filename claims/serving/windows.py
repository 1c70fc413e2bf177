"""Moving windows in the memory of one process, for the library `limits`.

Its own MemoryStorage never lets go of an address, and goes through all of them in a new thread
after each request: who changes addresses would fill our memory and keep us busy. Here the
addresses stand in the order in which they were last let through, and each request drops those
whose window has passed: what is kept is never more than one window's requests.
"""

from collections import OrderedDict, deque
from threading import Lock
from time import time

from limits.storage import MovingWindowSupport, Storage

MOST_CLIENTS = 50_000
"""For long windows: then those who were quiet the longest are forgotten first."""


class Windows(Storage, MovingWindowSupport):
    STORAGE_SCHEME = ["claims-windows"]

    def __init__(self, most: int = MOST_CLIENTS) -> None:
        super().__init__()
        self.most = most
        self.clients: OrderedDict[str, deque[float]] = OrderedDict()
        self.lock = Lock()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Let `amount` requests of `key` through, unless they are too many in `expiry` seconds."""
        return self.take(key, limit, expiry, amount)[0]

    def take(self, key: str, limit: int, expiry: int, amount: int = 1) -> tuple[bool, float, int]:
        """Do that, and return also when the window began and how many requests are in it."""
        now = time()
        with self.lock:
            times = self.clients.get(key)
            if times is None:
                times = self.clients[key] = deque()
            _drop(times, until=now - expiry)
            fits = len(times) + amount <= limit
            if fits:
                times.extend([now] * amount)
                self.clients.move_to_end(key)
            found = fits, (times[0] if times else now), len(times)
            self._forget(until=now - expiry)
        return found

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002
        """Return when the window of `key` began, and how many requests are in it."""
        now = time()
        with self.lock:
            times = self.clients.get(key, deque())
            _drop(times, until=now - expiry)
            return (times[0] if times else now), len(times)

    def _forget(self, *, until: float) -> None:
        while self.clients:
            oldest = next(iter(self.clients.values()))
            if oldest and oldest[-1] > until and len(self.clients) <= self.most:
                return
            self.clients.popitem(last=False)

    def clear(self, key: str) -> None:
        self.clients.pop(key, None)

    def reset(self) -> int:
        found = len(self.clients)
        self.clients.clear()
        return found

    def check(self) -> bool:
        return True

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    # What strategies without moving windows would ask for.

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError

    def get(self, key: str) -> int:
        raise NotImplementedError

    def get_expiry(self, key: str) -> int:
        raise NotImplementedError


def _drop(times: deque[float], *, until: float) -> None:
    while times and times[0] <= until:
        times.popleft()
