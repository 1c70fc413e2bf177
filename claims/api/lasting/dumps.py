"""Everything in one file, as of one sequence of the record; made in full before it is sent."""

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import ClassVar

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from claims.api import answers, spreadsheet
from claims.api.contract import linked, vocabulary
from claims.api.contract.documented import documented
from claims.api.errors import Busy
from claims.api.lasting.slots import Held, Slots
from claims.api.views import ReadView
from claims.record import datafeed, dumps, published
from claims.serving import caching, conditional
from claims.serving.conditional import Basis

PIECE = 64 * 1024
"""How many bytes are sent at once: each piece has its costs, and small ones would add up."""

IN_MEMORY = 1024 * 1024
"""Bytes of a dump that need no file."""

SLOTS = Slots(settings.THREADS // 4)


class Ndjson(BaseRenderer):
    """Stands for the media type in the negotiation; dumps are never rendered."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class Csv(BaseRenderer):
    media_type = "text/csv"
    format = "csv"


class Dump(ReadView):
    """A file whose name says the sequence; the same bytes for the same sequence, always."""

    parameters = (vocabulary.SEQUENCE,)
    basis = Basis.ITSELF
    renderer_classes = [Ndjson]
    name: ClassVar[str]
    same_for_ever = True

    def lines(self, head: published.Head) -> Iterator[bytes]:
        raise NotImplementedError

    def dump(self, request: Request) -> HttpResponseBase:
        head = published.head(self.asked.get("sequence"))
        response = conditional.answer(
            request._request,
            head,
            lambda: self._file(request, head),
            caches=caching.FOREVER if self._lasts else caching.shared(),
        )
        response["X-Record-Sequence"] = str(head.sequence)
        return response

    @property
    def _lasts(self) -> bool:
        return self.same_for_ever and "sequence" in self.asked

    def _file(self, request: Request, head: published.Head) -> HttpResponseBase:
        renderer = self.renderer_classes[0]
        headers = {
            "Content-Disposition": f'attachment; filename="{self.name}-{head.sequence}'
            f'.{renderer.format}"'
        }
        pieces = iter(()) if request.method == "HEAD" else self._pieces(head, headers)
        return StreamingHttpResponse(
            pieces, content_type=f"{renderer.media_type}; charset=utf-8", headers=headers
        )

    def _pieces(self, head: published.Head, headers: dict[str, str]) -> Held:
        """Make the whole file before any of it is sent, and say its length.

        A stream that breaks off ends like one that is complete, and caches would keep the half of
        it: here what fails is an error, and what breaks off is too short.
        """

        def make() -> Kept:
            kept = Kept(in_pieces(self.lines(head)))
            headers["Content-Length"] = str(kept.size)
            return kept

        held = SLOTS.hold(make)
        if held is None:
            raise Busy("Too many dumps are being sent just now: ask again in half a minute.")
        return held


class _File(SpooledTemporaryFile[bytes]):
    """Closes without a warning when it is garbage: some answers are given up before the end."""

    def __del__(self) -> None:
        self.close()


class Kept:
    """All pieces in a file of its own: small ones in memory, others on the disk."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._file = _File(max_size=IN_MEMORY)
        try:
            for piece in pieces:
                self._file.write(piece)
        except BaseException:
            self._file.close()
            raise
        self.size = self._file.tell()
        self._file.seek(0)

    def __next__(self) -> bytes:
        piece = self._file.read(PIECE)
        if not piece:
            raise StopIteration
        return piece

    def close(self) -> None:
        self._file.close()


class RecordDump(Dump):
    name = "record"

    @documented(
        "dumpRecord",
        Ndjson.media_type,
        "Get the whole record: one entry a line, the oldest first.",
        found=True,
        says="All that it takes to recompute the chain; docs/examples/verify_record.py does it.",
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.dump(request)

    def lines(self, head: published.Head) -> Iterator[bytes]:
        return (answers.of_link(row) + b"\n" for row in dumps.record(head.sequence))


class ClaimsDump(Dump):
    name = "claims"

    @documented(
        "dumpClaims",
        Ndjson.media_type,
        "Get all that stands published: one claim a line, the oldest version first.",
        found=True,
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.dump(request)

    def lines(self, head: published.Head) -> Iterator[bytes]:
        return dumps.claims(
            head.sequence, base=settings.PUBLIC_URL, written=lambda _, body: body + b"\n"
        )


class ClaimsTable(Dump):
    name = "claims"
    renderer_classes = [Csv]

    @documented(
        "dumpClaimsTable",
        Csv.media_type,
        "Get all that stands published as a table: one claim a row.",
        found=True,
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.dump(request)

    def lines(self, head: published.Head) -> Iterator[bytes]:
        yield spreadsheet.HEAD
        yield from dumps.claims(head.sequence, base=settings.PUBLIC_URL, written=spreadsheet.line)


class DataFeed(Dump):
    name = "datafeed"
    # What we make of a document for schema.org may get better: see docs/architecture.md.
    same_for_ever = False
    renderer_classes = [JSONRenderer]

    @documented(
        "dumpDataFeed",
        JSONRenderer.media_type,
        "Get all that stands published as ClaimReviews, in one DataFeed of schema.org.",
        found=True,
        shape=linked.DataFeed,
        says="One element a line, the oldest version first; `/feeds/datafeed.json` has the newest.",
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.dump(request)

    def lines(self, head: published.Head) -> Iterator[bytes]:
        elements = dumps.reviews(head.sequence, written=datafeed.element)
        return datafeed.lines(elements, modified=head.published_at)


def in_pieces(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield `lines` joined into pieces of about PIECE bytes."""
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
