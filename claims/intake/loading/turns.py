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
        self._claims, self._over = Event(), Event()
        self._failed = False

    def wait(self, *, whole: bool) -> None:
        """Wait until the chunk before is merged: but for `whole`, its claims. Raises Stopped."""
        before = self._before
        if before:
            (before._over if whole else before._claims).wait()
            if before._failed:
                raise Stopped

    @property
    def overlaps(self) -> bool:
        """Whether the next chunk may begin before this one is committed."""
        return self._order.overlaps

    def collided(self) -> None:
        """Say that it was done in vain, as another one had written the same."""
        self._order.overlaps = False

    def claims_are_in(self) -> None:
        """Let the next chunk begin."""
        self._claims.set()

    def __enter__(self) -> "Turn":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._failed = kind is not None
        self._before = None
        self._over.set()
        self._claims.set()
