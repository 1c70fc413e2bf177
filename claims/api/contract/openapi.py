"""The OpenAPI document of this API, and a page to try it."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer, TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.contract import params, values
from claims.api.views import ReadView
from claims.serving.conditional import Basis

SCRIPT = params.Parameter(
    "script", "The page's script instead of the page.", values.text(0), may_be_empty=True
)


class PlainJson(OpenApiJsonRenderer):
    """JSON for who asks for no more than that."""

    media_type = JSONRenderer.media_type


class Schema(ReadView):
    basis = Basis.CODE
    renderer_classes = [
        PlainJson,
        OpenApiJsonRenderer,
        OpenApiJsonRenderer2,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    ]

    @extend_schema(exclude=True)
    def get(self, _request: Request) -> Response:
        return Response(_document())


class Docs(ReadView, SpectacularSwaggerSplitView):
    """Its script and style are files of our own, as the Content-Security-Policy wants it."""

    basis = Basis.CODE
    parameters = (SCRIPT,)
    renderer_classes = [TemplateHTMLRenderer]
    url_name = "api:schema"
    template_name = "public/api_docs.html"


@cache
def _document() -> dict[str, Any]:
    """Make the document once: it takes a tenth of a second, and follows from the code alone."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document
