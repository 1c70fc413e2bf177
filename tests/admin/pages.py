"""Addresses of the admin's pages, and what a review's page posts."""

import re

from django.urls import reverse

from claims.admin.contradictions import described
from claims.admin.saving import stale


def of(row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(name, args=[row.pk])


def listing(model):
    return reverse(f"admin:claims_{model}_changelist")


def adding(model):
    return reverse(f"admin:claims_{model}_add")


def step(review, action):
    return reverse("admin:claims_review_step", args=[review.pk, action])


def assign(review):
    return reverse("admin:claims_review_assign", args=[review.pk])


def comment(review):
    return reverse("admin:claims_review_comment", args=[review.pk])


def decide(row, decision):
    return reverse("admin:claims_contradiction_decide", args=[row.pk, decision])


def seen(browser, row):
    """What the form of `row` says that it was opened with."""
    return {"seen": _hidden(browser.get(of(row)), "seen")}


def owner(browser, address):
    """What the page at `address` says of whose it is."""
    return {"owner": _hidden(browser.get(address), "owner")}


def about(row):
    """What a decision on a contradiction says that it is about."""
    return {"seen": stale.token(row, described.DECIDED)}


def shown(row):
    """What the form of a contradiction says that it was opened with."""
    return {"seen": stale.token(row, described.DESCRIBED)}


def _hidden(answer, name):
    return re.search(rf'name="{name}" value="([^"]+)"', answer.content.decode())[1]


def draft(review, *new, change=None, remove=(), **verdict):
    """What the form of `review` sends: its verdict, its evidence as it stands, and `new` rows."""
    data = {
        name: getattr(review, name) or ""
        for name in ("title", "explanation", "single_source_reason", "correction_note")
    }
    data["rating"] = review.rating_id or ""
    data["as_of"] = review.as_of.isoformat() if review.as_of else ""
    rows = list(review.evidence.order_by("pk"))
    for number, row in enumerate(rows):
        written = {name: getattr(row, name) for name in ("stance", "quote", "locator", "note")}
        written |= {"id": row.pk, **((change or {}).get(row.pk, {}))}
        if row.pk in remove:
            written["DELETE"] = "on"
        data |= {f"evidence-{number}-{name}": value for name, value in written.items()}
    for number, row in enumerate(new, start=len(rows)):
        data |= {f"evidence-{number}-{name}": value for name, value in row.items()}
    data["evidence-INITIAL_FORMS"] = len(rows)
    data["evidence-TOTAL_FORMS"] = len(rows) + len(new)
    data["seen"] = stale.token(review)
    return data | verdict


def hidden(page, name):
    """Return what a page's form carries along under `name`."""
    return re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())[1]
