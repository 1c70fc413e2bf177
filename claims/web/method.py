"""The page that says how the desk works. Its rules are those of the code, not a copy of them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.desk.review import standards
from claims.models import Contradiction
from claims.record import published
from claims.web import contradictions, presenting


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Explain reviewing, contradictions and corrections, and show the head of the record."""
    context = {
        "desk_name": settings.DESK_NAME,
        "public_url": settings.PUBLIC_URL,
        "standards": standards.TEXTS.items(),
        "relations": [
            (value, presenting.RELATIONS[value], contradictions.MEANINGS[value])
            for value in Contradiction.Relation.values
        ],
        "kinds": [presenting.KINDS[value].lower() for value in Contradiction.Kind.values],
        "head": published.head(),
        "api_url": reverse("api:record"),
    }
    return render(request, "public/method.html", context)
