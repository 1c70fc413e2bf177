"""The endpoints of /api/v1/: each answers one question about the record, and none writes."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from claims import exceptions
from claims.api import answers
from claims.api.contract import linked, params, schemas, vocabulary
from claims.api.contract.documented import ReadSchema, documented
from claims.api.negotiation import ByAccept, JsonLd
from claims.models import PublicationKind
from claims.record import chain, claimreview, index, paging, published
from claims.serving.conditional import Basis


class ReadView(APIView):
    """Open to everyone, from any origin, for reading alone."""

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = ByAccept
    schema = ReadSchema()
    parameters: ClassVar[tuple[params.Parameter, ...]] = ()
    basis = Basis.RECORD

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if str(request.method).lower() not in self.http_method_names:
            # Before all else: no other form and no better parameter would help.
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)
        self.asked = params.read(request._request, self.parameters)

    @property
    def page_options(self) -> dict[str, Any]:
        return answers.page_options(self.asked)


class Index(ReadView):
    basis = Basis.CODE

    @documented("getIndex", schemas.Index, "List the endpoints.")
    def get(self, _request: Request) -> HttpResponse:
        return answers.json_bytes(json.dumps(answers.endpoints(), indent=2).encode())


class Claims(ReadView):
    parameters = vocabulary.CLAIMS

    @documented("listClaims", schemas.ClaimPage, "List published claims, the newest first.")
    def get(self, request: Request) -> HttpResponse:
        return answers.claims(request._request, self.asked)


class Claim(ReadView):
    parameters = (vocabulary.AS_OF,)

    renderer_classes = [JSONRenderer, JsonLd]

    @documented(
        "getClaim",
        schemas.Claim,
        "Get one published claim; as schema.org's ClaimReview by Accept: application/ld+json.",
        found=True,
        gone=schemas.Tombstone,
        linked=linked.ClaimReview,
    )
    def get(self, request: Request, claim_id: UUID) -> HttpResponse:
        at = self.asked.get("as_of")
        row = published.standing(at).filter(claim_id=claim_id).first()
        if row is None:
            raise _not_found(claim_id, then=at is not None)
        gone = row.kind == PublicationKind.RETRACTION
        if isinstance(request.accepted_renderer, JsonLd) and not gone:
            review = published.claim_review(row, published.steps(claim_id))
            return answers.json_ld(claimreview.plain(review))
        return answers.json_bytes(published.body(row, at), status=410 if gone else 200)


class Versions(ReadView):
    @documented(
        "listVersions",
        schemas.EntryPage,
        "List all that the record holds of one claim, the oldest first.",
        found=True,
    )
    def get(self, request: Request, claim_id: UUID) -> HttpResponse:
        entries = list(published.entries(claim_id))
        if not entries:
            raise _not_found(claim_id)
        rows = [answers.entry(entry) for entry in entries]
        return answers.page(request._request, paging.Page(rows))


class Contradictions(ReadView):
    parameters = vocabulary.CONTRADICTIONS

    @documented(
        "listContradictions",
        schemas.ContradictionPage,
        "List contradictions between published claims, the newest first.",
    )
    def get(self, request: Request) -> HttpResponse:
        rows = published.touching(published.contradictions(), self.asked)
        columns = rows.values_list("pk", "body", "published_at")
        found = paging.page(columns, by="id", **self.page_options)
        bodies = [
            answers.with_member(bytes(body), "published_at", chain.timestamp(moment))
            for _, body, moment in found.rows
        ]
        return answers.page(
            request._request,
            paging.Page(bodies, found.next, found.previous),
            absolute=index.absolute_pair,
        )


class Corrections(ReadView):
    parameters = vocabulary.CORRECTIONS

    @documented(
        "listCorrections",
        schemas.CorrectionPage,
        "List corrections and retractions with their reasons, the newest first.",
    )
    def get(self, request: Request) -> HttpResponse:
        found = published.changes(self.asked, **self.page_options)
        bodies = [answers.dumps(row) for row in found.rows]
        return answers.page(request._request, paging.Page(bodies, found.next, found.previous))


class Ratings(ReadView):
    @documented("listRatings", schemas.RatingPage, "List the ratings: the legend.")
    def get(self, request: Request) -> HttpResponse:
        bodies = [bytes(body) for body in published.ratings().values_list("body", flat=True)]
        return answers.page(request._request, paging.Page(bodies))


def _not_found(claim_id: UUID, *, then: bool = False) -> exceptions.NotFound:
    if then:
        return exceptions.NotFound(
            f"No claim {claim_id} stood published then: leave out as_of to see it as it is now."
        )
    return exceptions.NotFound(
        f"No claim {claim_id} is published: the published ones are at /api/v1/claims/."
    )
