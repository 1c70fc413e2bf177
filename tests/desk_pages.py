"""Every page of the desk that a GET opens, with its filters, searches and orders.

Found from the site and from what the database holds, so that a new list is there by itself.
"""

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.urls import NoReverseMatch, reverse

from claims.models import Contradiction, Review, ReviewState

BOARD = "/admin/claims/contradiction/board/"
PICTURE = "/admin/claims/contradiction/graph/"
EXTRA = {
    "my day": "/admin/",
    "board": BOARD,
    "board, second page": f"{BOARD}?page=2",
    "board, a kind": f"{BOARD}?kind=number",
    "board, newest": f"{BOARD}?order=newest",
    "board, surest": f"{BOARD}?order=surest",
    "board, far down": f"{BOARD}?page=500",
    "repetitions": "/admin/claims/contradiction/repetitions/",
    "repetitions, far down": "/admin/claims/contradiction/repetitions/?page=500",
    "picture": PICTURE,
    "picture by subject": f"{PICTURE}?by=subject",
    "picture by article": f"{PICTURE}?by=article",
    "picture of a kind": f"{PICTURE}?kind=number",
    "import": "/admin/claims/claim/import/",
}


def every(client, words, choices=4):
    """Return name and address of each page that the person of `client` may open.

    `words` are searched for, each under the name that it has in the mapping; of each filter, the
    first `choices` are tried.
    """
    found = dict(EXTRA)
    for model, page in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        listing = reverse(f"admin:{name}_changelist")
        answer = client.get(listing)
        if answer.status_code == 200 and isinstance(answer.context["cl"], ChangeList):
            found |= _of_list(model, page, listing, answer.context["cl"], words, choices)
            found |= _of_completion(model, page, words)
            found |= _of_rows(model, name, client)
    return found


def _of_list(model, page, listing, cl, words, choices):
    title = str(model._meta.verbose_name_plural)
    asked = {"": "", ", second page": "p=2", ", last page": f"p={cl.paginator.num_pages}"}
    if page.search_fields:
        asked |= {f", search {name}": urlencode({"q": word}) for name, word in words.items()}
    for spec in cl.filter_specs:
        others = [c for c in spec.choices(cl) if not c["selected"] and c["query_string"] != "?"]
        for choice in others[:choices]:
            asked[f", {spec.title}: {choice['display']}"] = choice["query_string"].lstrip("?")
    for number, column in enumerate(cl.list_display):
        if column in cl.sortable_by and cl.get_ordering_field(column):
            asked[f", by {column}"] = f"o={number}"
            asked[f", by {column}, last first"] = f"o=-{number}"
    return {title + name: f"{listing}?{query}" for name, query in asked.items()}


def _of_completion(model, page, words):
    """The lists that fill themselves in while somebody types the name of a row."""
    app, name = model._meta.app_label, model._meta.model_name
    pages = {}
    for field in page.autocomplete_fields:
        for title, word in {"nothing": "", **words}.items():
            asked = {"app_label": app, "model_name": name, "field_name": field, "term": word}
            address = f"{reverse('admin:autocomplete')}?{urlencode(asked)}"
            pages[f"{name}, {field} completed from {title}"] = address
    return pages


def _of_rows(model, name, client):
    pages = {}
    for title, row in _rows(model):
        for view in ("change", "history"):
            pages[f"{title}, {view}"] = reverse(f"admin:{name}_{view}", args=[row.pk])
    try:
        adding = reverse(f"admin:{name}_add")
    except NoReverseMatch:
        return pages
    if client.get(adding).status_code == 200:
        pages[f"{model._meta.verbose_name}, add"] = adding
    return pages


def _rows(model):
    """One row of each kind; the oldest, which has gathered the most."""
    rows = model._default_manager.order_by("pk")
    of = {Review: ReviewState.values, Contradiction: Contradiction.Status.values}
    column = {Review: "state", Contradiction: "status"}.get(model)
    for value in of.get(model, [""]):
        row = rows.filter(**{column: value} if column else {}).first()
        if row is not None:
            yield f"{model._meta.verbose_name} {value}".strip(), row
