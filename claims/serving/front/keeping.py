"""Answers in memory, of one head of the record: those that were asked for last, up to a size."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from claims.record import published
from claims.serving import conditional
from claims.serving.front import asking

OVERHEAD = 1000
"""Bytes that an answer takes beside its body and its address: measured by sys.getsizeof."""
SHARE = 8
"""No answer takes more than one part in so many."""

Headers = list[tuple[str, str]]


class Form:
    """What all good answers of one route have in common: their headers, but for three values."""

    def __init__(self, status: str, headers: Sequence[tuple[str, str]]) -> None:
        self.status, self.headers = status, tuple(headers)
        names = [name.lower() for name, _ in headers]
        self.etag, self.length, self.limit = (
            names.index(name) if name in names else None
            for name in ("etag", "content-length", "ratelimit")
        )

    def filled(self, *, etag: str, length: int) -> Headers:
        """Return the headers of one answer.

        All others are the form's own: a copy for each answer would be most of its size.
        """
        headers = list(self.headers)
        for place, value in ((self.etag, etag), (self.length, str(length))):
            if place is not None:
                headers[place] = (headers[place][0], value)
        return headers


class Answer(NamedTuple):
    """What is sent, but for how many requests are left."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    limit: int | None
    """The place of RateLimit among the headers."""


class Kept:
    """The answers of one head. Threads may use it together."""

    def __init__(self, head: published.Head, most: int) -> None:
        self.head = head
        self.most = most
        self.size = 0
        self._answers: OrderedDict[asking.Asked, Answer] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def tags(self) -> conditional.Tags:
        return conditional.Tags(self.head)

    def get(self, asked: asking.Asked) -> Answer | None:
        found = self._answers.get(asked)
        if found is not None:
            try:
                self._answers.move_to_end(asked)
            except KeyError:
                # Another thread has just let go of it.
                return found
        return found

    def put(self, asked: asking.Asked, answer: Answer) -> None:
        taken = _size(asked, answer)
        if taken * SHARE > self.most:
            return
        with self._lock:
            if asked in self._answers:
                return
            self._answers[asked] = answer
            self.size += taken
            while self.size > self.most:
                self.size -= _size(*self._answers.popitem(last=False))

    def __len__(self) -> int:
        return len(self._answers)


def _size(asked: asking.Asked, answer: Answer) -> int:
    return OVERHEAD + len(answer.body) + len(asked.path) + len(asked.query)
