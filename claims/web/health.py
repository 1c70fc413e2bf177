"""For a balancer: whether this process is alive, and can read the record."""

from dataclasses import asdict

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from claims.record import reach
from claims.serving import caching, conditional


@conditional.of_itself
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Say 200 with where the record ends, or 503: send readers to another machine."""
    try:
        said, status = {"status": "ok", **asdict(reach.now())}, 200
    except Error:
        said, status = {"status": "the record cannot be read"}, 503
    return JsonResponse(said, status=status, headers={"Cache-Control": caching.NEVER})
