"""Three claims in each format that load_claims reads, of which a test spoils the second.

A sample is a function of what the second claim says instead, as a value of JSON (a cell in tables).
"""

import csv
import io
import json

TEXTS = (
    "The first rule is in force.",
    "The second rule is in force.",
    "The third rule is in force.",
)
SITE = "https://checks.example.org"


def of_csv(second=TEXTS[1]):
    return _table(
        ("external_id", "claimant_unknown", "text"),
        ((f"test:{n}", "yes", said) for n, said in _said(second)),
    )


def of_ndjson(second=TEXTS[1]):
    rows = (
        {"external_id": f"test:{n}", "claimant_unknown": True, "text": said}
        for n, said in _said(second)
    )
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def claimreview(second=TEXTS[1]):
    return json.dumps(_reviews(second), indent=1)


def claimreview_lines(second=TEXTS[1]):
    return "".join(f"{json.dumps(review)}\n" for review in _reviews(second))


def page(second=TEXTS[1]):
    blocks = (json.dumps(review, indent=1) for review in _reviews(second))
    scripts = "\n".join(
        f'<script type="application/ld+json">\n{block}\n</script>' for block in blocks
    )
    return f"<!DOCTYPE html>\n<html><body>\n{scripts}\n</body></html>\n"


def datafeed(second=TEXTS[1]):
    items = [{"@type": "DataFeedItem", "item": review} for review in _reviews(second)]
    return json.dumps({"@type": "DataFeed", "name": "Reviews", "dataFeedElement": items}, indent=1)


def averitec(second=TEXTS[1]):
    claims = [
        {"claim": said, "required_reannotation": False, "label": "Refuted", "speaker": f"Person {n}",
         "fact_checking_article": f"{SITE}/{n}"}
        for n, said in _said(second)
    ]  # fmt: skip
    return json.dumps(claims, indent=1)


def google(second=TEXTS[1]):
    claims = [
        {"text": said, "claimant": f"Person {n}",
         "claimReview": [{"publisher": {"site": "checks.example.org"}, "url": f"{SITE}/{n}"}]}
        for n, said in _said(second)
    ]  # fmt: skip
    return json.dumps({"claims": claims, "nextPageToken": "x"}, indent=1)


def dump(second=TEXTS[1]):
    claims = (
        {"id": str(n), "url": f"{SITE}/{n}", "published_at": "2025-03-14T10:00:00Z", "text": said,
         "claimant": {"name": f"Person {n}", "kind": "person"}, "point_at_issue": {}}
        for n, said in _said(second)
    )  # fmt: skip
    return "".join(f"{json.dumps(claim)}\n" for claim in claims)


def dump_table(second=TEXTS[1]):
    return _table(
        ("id", "url", "first_published_at", "published_at", "claimant", "text"),
        (
            (n, f"{SITE}/{n}", "2025-03-14T10:00:00Z", "2025-03-14T10:00:00Z", f"Person {n}", said)
            for n, said in _said(second)
        ),
    )


def _said(second):
    return enumerate((TEXTS[0], second, TEXTS[2]), start=1)


def _reviews(second):
    return [
        {"@type": "ClaimReview", "url": f"{SITE}/{n}", "claimReviewed": said,
         "itemReviewed": {"author": {"@type": "Person", "name": f"Person {n}"}}}
        for n, said in _said(second)
    ]  # fmt: skip


def _table(head, rows):
    written = io.StringIO()
    csv.writer(written).writerows([head, *rows])
    return written.getvalue()


TABLES = (of_csv, dump_table)
LINES = (of_csv, of_ndjson, claimreview_lines, dump, dump_table)
"""Those in which a line is a record."""
ALL = (*LINES, claimreview, page, datafeed, averitec, google)
