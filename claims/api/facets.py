"""GET /api/v1/facets/: how many claims each filter of the list would keep."""

from django.http import HttpResponse
from rest_framework.request import Request

from claims.api import answers
from claims.api.contract import schemas, vocabulary
from claims.api.contract.documented import documented
from claims.api.views import ReadView
from claims.record import published


class Facets(ReadView):
    parameters = vocabulary.FACETS

    @documented(
        "countFacets",
        schemas.Facets,
        "Count the published claims of each rating, claimant, publisher and topic.",
        says="Takes the filters of the list. Each facet is counted with all of them but its own,"
        " so that its counts say what another choice would find.",
    )
    def get(self, _request: Request) -> HttpResponse:
        asked = published.understood(self.asked)
        return answers.facets(published.counted(asked.get("as_of"), asked), asked)
