"""How many long answers are given at once.

An answer that is sent while it is being made has a thread of its process for as long as its reader
takes. Each kind of them gets a share of the threads, so that some are always left for pages.
"""

import threading
from collections.abc import Callable
from typing import Protocol


class Pieces(Protocol):
    """What a generator is: pieces, one after the other, until it is closed."""

    def __next__(self) -> bytes: ...

    def close(self) -> None: ...


class Slots:
    """Room for `count` answers of one kind in this process."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    def hold(self, make: Callable[[], Pieces]) -> "Held | None":
        """Return the pieces that `make` returns, made in a slot; or None if all are taken."""
        if not self._free.acquire(blocking=False):
            return None
        try:
            return Held(make(), self._free)
        except BaseException:
            self._free.release()
            raise


class Held:
    """An answer in pieces, whose slot is free again when it is closed, as WSGI servers do."""

    def __init__(self, pieces: Pieces, slot: threading.BoundedSemaphore) -> None:
        self._pieces = pieces
        self._slot: threading.BoundedSemaphore | None = slot

    def __iter__(self) -> "Held":
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        slot, self._slot = self._slot, None
        if slot:
            self._pieces.close()
            slot.release()

    # An answer that is given up before the server has it is never closed.
    __del__ = close
