"""POST /api/v1/match/: which published claims say what a text says."""

from math import ceil

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from claims.api import answers
from claims.api.contract import asked, schemas
from claims.api.contract.documented import PROBLEM, ReadSchema
from claims.api.errors import TooMany
from claims.api.views import ReadView
from claims.record import published
from claims.serving import limiting
from claims.serving.conditional import Basis

COUNTS_AS_ONE = 400
"""Characters of a text that count as one request: what is longer takes longer to read."""
REFUSED = {400: "The question cannot be used.", 406: "Only application/json is here.",
           429: "Too many texts: Retry-After says when to go on."}  # fmt: skip


class Match(ReadView):
    """Asked with POST, as a text is no address; it writes nothing all the same."""

    http_method_names = ["post", "options"]
    methods = "POST, OPTIONS"
    basis = Basis.ITSELF
    schema = ReadSchema()
    remedies = {405: "This address is asked with POST: its body is the text."}

    @extend_schema(
        operation_id="matchClaims",
        summary="Find the published claims that say what a text says, with how likely it is.",
        description="One text, or a batch. What is less likely than `threshold` is left out: an"
        " empty list says that nothing published is known to match.",
        request={"application/json": asked.SCHEMA},
        responses={
            (200, "application/json"): OpenApiResponse(schemas.Matches, description="The answer."),
            **{
                (status, PROBLEM): OpenApiResponse(schemas.Problem, description=text)
                for status, text in REFUSED.items()
            },
        },
        tags=["record"],
    )
    def post(self, request: Request) -> HttpResponse:
        texts = asked.texts(request._request.body)
        cost = sum(ceil(len(text) / COUNTS_AS_ONE) for text in texts)
        # The request counts as one already.
        wait = limiting.charge(request._request, cost - 1)
        if wait:
            raise TooMany(wait)
        return answers.matches(texts, published.reviewed_already(texts))
