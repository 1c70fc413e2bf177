"""Following the record entry by entry, and proving that it was not rewritten."""

from django.http import HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from claims import exceptions
from claims.api import answers
from claims.api.contract import params, schemas, values, vocabulary
from claims.api.contract.documented import documented
from claims.api.errors import BadParameters, ParameterError
from claims.api.lasting import stream
from claims.api.views import ReadView
from claims.record import paging, published
from claims.serving import conditional
from claims.serving.conditional import Basis

DIGEST = """`digest` is the SHA-256, in hex, of eight lines joined by a line feed, in UTF-8:

1. `previous_digest`: that of the entry before; 64 zeros for the first
2. `sequence`
3. `claim_id`
4. `version`
5. `kind`
6. `published_at`
7. the SHA-256 of `note`, in hex
8. the SHA-256 of `document`, in hex: of its very bytes, as they stand in the answer

Keep the sequence and the digest of a head: whoever rewrites an entry up to there cannot give an
entry with that digest any more.
"""


class Record(ReadView):
    basis = Basis.ITSELF

    @documented("getRecord", schemas.RecordHead, "Get the head of the record.", says=DIGEST)
    def get(self, request: Request) -> HttpResponseBase:
        head = published.head()
        return conditional.answer(request._request, head, lambda: answers.record(head))


class Changes(ReadView):
    parameters = vocabulary.CHANGES
    renderer_classes = [JSONRenderer, stream.EventStream]
    basis = Basis.ITSELF

    @documented(
        "listChanges",
        schemas.ChangePage,
        "List every publication, correction and retraction after one, in order.",
        says="Store what you get, and go on with the last `sequence` that you stored as `since`:"
        " wherever you stop, you miss nothing and see nothing twice. With `Accept:"
        " text/event-stream` the answer stays open, and tells each entry as it is published.",
        stream=True,
    )
    def get(self, request: Request) -> HttpResponseBase:
        last = _last_event(request)
        if isinstance(request.accepted_renderer, stream.EventStream):
            return stream.answer(self._position(last), empty=request.method == "HEAD")
        # What is published while we read is left to the next request: the answer is of one head.
        head = published.head()
        return conditional.answer(request._request, head, lambda: self._page(head))

    def _page(self, head: published.Head) -> HttpResponseBase:
        since = self.asked.get("since", 0)
        size = self.asked.get("page_size", paging.DEFAULT_SIZE)
        found = list(published.entries_after(since, until=head.sequence)[: size + 1])
        return answers.changes(found[:size], since=since, size=size, more=len(found) > size)

    def _position(self, last: int | None) -> int:
        """Return where a stream begins: a browser that comes back says the last id that it has."""
        if "page_size" in self.asked:
            size = str(self.asked["page_size"])
            raise _refused("page_size", size, "A stream has no pages.", "Leave it out.")
        return int(self.asked.get("since", 0)) if last is None else last


def _last_event(request: Request) -> int | None:
    text = request.headers.get("Last-Event-ID")
    if text is None:
        return None
    try:
        return values.sequence(text.strip())
    except exceptions.BadValue as error:
        raise _refused(
            "Last-Event-ID", text, "The header Last-Event-ID cannot be used.", str(error)
        ) from error


def _refused(name: str, value: str, detail: str, remedy: str) -> BadParameters:
    return BadParameters([ParameterError(name, value[: params.SHOWN], detail, remedy)])
