"""The chunks of a file in their order: the next one may begin before all of this one is written."""

from threading import Event


class Stopped(Exception):
    """The chunk before was not merged, so this one is not, either."""


class Order:
    """The order in which the chunks of a file are merged.

    `overlaps`: whether a chunk may begin once the claims of the one before are written. Not any
    more after two have wanted the same: they would again, and what is done in vain takes its time.
    """

    def __init__(self) -> None:
        self.overlaps = True
        self._last: Turn | None = None

    def next(self) -> "Turn":
        self._last = Turn(self, self._last)
        return self._last


class Turn:
    """That of one chunk. As a context manager, it is over when the block is."""

    def __init__(self, order: Order, before: "Turn | None") -> None:
        self._order = order
        self._before = before
        self._claims, self._tried, self._over = Event(), Event(), Event()
        self._lock: int | None = None
        self._early = self._taken_back = self._failed = False

    def wait(self, *, whole: bool) -> None:
        """Wait until the chunk before is merged: but for `whole`, its claims. Raises Stopped."""
        before = self._before
        if before:
            (before._over if whole else before._claims).wait()
            self._early = not before._over.is_set()
            if before._failed:
                raise Stopped

    @property
    def lock_before(self) -> int | None:
        """The lock of the chunk before, if this one began while that was being written."""
        return self._before._lock if self._before and self._early else None

    def stands_on_what_is_there(self) -> bool:
        """Wait for the chunk before; return whether it ended as it was when this one began."""
        before = self._before
        if not before or not self._early:
            return True
        before._tried.wait()
        return not before._taken_back

    @property
    def overlaps(self) -> bool:
        """Whether the next chunk may begin before this one is committed."""
        return self._order.overlaps

    def collided(self) -> None:
        """Say that it was done in vain, as another one had written the same."""
        self._order.overlaps = False

    def claims_are_in(self, *, lock: int) -> None:
        """Let the next chunk begin. It ends after this one, which has `lock` until then."""
        self._lock = lock
        self._claims.set()

    def taken_back(self) -> None:
        """Say that it is written anew: the next chunk waits for all of it, even if it has begun."""
        self._taken_back = True
        self._claims.clear()
        self._tried.set()

    def __enter__(self) -> "Turn":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._failed = kind is not None
        self._taken_back |= self._failed
        self._before = None
        # In this order: who begins when it is over has not begun early.
        for event in (self._over, self._tried, self._claims):
            event.set()
