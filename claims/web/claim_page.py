"""The page of one claim, its versions as they stood, and how they are cited."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import PublicationKind, PublishedClaim
from claims.record import claimreview, documents, index, published
from claims.web import citing, embedding, history, oembed, presenting


@require_safe
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one claim: the verdict first, then why. What was retracted leaves a tombstone."""
    row = _standing(slug)
    entries = _entries(row)
    card = embedding.Card(row)
    retracted = card.retracted
    review = None if retracted else published.claim_review(row, history.steps(entries))
    context = {
        "claim": presenting.claim(bytes(row.body)),
        "claim_review": review and presenting.data_block(claimreview.plain(review)),
        "embed": card.iframe(),
        "card_url": reverse("web:card", args=[slug]),
        "oembed": oembed.discovery(card.page_url),
        "entry": entries[0],
        "history": entries,
        **_addresses(row),
        **_citation(entries[0]),
    }
    name = "retracted" if retracted else "claim"
    return render(request, f"public/{name}.html", context, status=410 if retracted else 200)


@require_safe
def version(
    request: HttpRequest, slug: str, version: int, retraction: bool = False
) -> HttpResponse:
    """Show one entry of the record as it stood, so that a citation of it stays true."""
    row = _standing(slug)
    entries = _entries(row)
    entry = _entry(entries, version, retraction=retraction)
    context = {
        "claim": entry.shown,
        "entry": entry,
        "current": entries[0],
        "history": [entry],
        **_addresses(row),
        "api_url": "",  # it answers with what stands now
        **_citation(entry),
    }
    name = "tombstone" if retraction else "version"
    return render(request, f"public/{name}.html", context)


@require_safe
def bibtex(_request: HttpRequest, slug: str, version: int) -> HttpResponse:
    entry = _entry(_entries(_standing(slug)), version)
    return HttpResponse(citing.bibtex(entry), content_type="application/x-bibtex; charset=utf-8")


@require_safe
def csl(_request: HttpRequest, slug: str, version: int) -> HttpResponse:
    entry = _entry(_entries(_standing(slug)), version)
    kind = "application/vnd.citationstyles.csl+json"
    return HttpResponse(citing.csl(entry), content_type=kind)


@require_safe
def claim_review(_request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the ClaimReview at an address that a browser can open; 410 for a tombstone."""
    row = _standing(slug)
    if row.kind == PublicationKind.RETRACTION:
        body, kind, status = index.absolute(bytes(row.body), settings.PUBLIC_URL), "json", 410
    else:
        review = claimreview.plain(published.claim_review(row, published.steps(row.claim_id)))
        body, kind, status = documents.dumps(review), "ld+json", 200
    return HttpResponse(body, status=status, content_type=f"application/{kind}")


def _standing(slug: str) -> PublishedClaim:
    """Return what stands published at this address, a tombstone too; else it is not found."""
    return get_object_or_404(published.standing(), slug=slug)


def _entries(row: PublishedClaim) -> list[history.Entry]:
    return history.entries(row.slug, published.entries(row.claim_id))


def _entry(
    entries: list[history.Entry], version: int, *, retraction: bool = False
) -> history.Entry:
    for entry in entries:
        if (entry.row.version, entry.retraction) == (version, retraction):
            return entry
    raise Http404


def _addresses(row: PublishedClaim) -> dict[str, Any]:
    return {
        "public_url": settings.PUBLIC_URL,
        "api_url": reverse("api:claim", args=[row.claim_id]),
        "versions_url": reverse("api:versions", args=[row.claim_id]),
        "claim_review_url": reverse("web:claim_review", args=[row.slug]),
    }


def _citation(entry: history.Entry) -> dict[str, Any]:
    files = [] if entry.retraction else ["bibtex", "csl"]
    urls = {name: reverse(f"web:{name}", args=[entry.slug, entry.row.version]) for name in files}
    return {"cite": citing.sentence(entry), "cite_files": urls}
