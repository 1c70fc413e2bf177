"""The smallest valid objects, and the cast: alice, bob, charlie and dave."""

from itertools import count
from types import SimpleNamespace

from django.contrib.auth.models import Group, User

from claims.desk.contradictions import noting
from claims.desk.hooks import addresses, endpoints
from claims.desk.review import opinions, workflow
from claims.models import (
    Appearance,
    Article,
    Claim,
    Claimant,
    Contradiction,
    ExternalReview,
    ForeignRating,
    Publisher,
    Rating,
    Source,
)

PASSWORD = "a-long-passphrase-for-tests"
EXPLANATION = "Two independent documents agree on this, and none that we found says otherwise."
_number = count(1)


def person(name, *roles, **fields):
    user = User.objects.create_user(name, password=PASSWORD, is_staff=bool(roles), **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def cast():
    """alice and charlie are reviewers, bob an editor, dave has an account and no role."""
    return SimpleNamespace(
        alice=person("alice", "reviewer"),
        bob=person("bob", "editor"),
        charlie=person("charlie", "reviewer"),
        dave=person("dave"),
    )


def rating(key="false", **fields):
    defaults = {
        "text": key.title(),
        "value": 1,
        "best": 5,
        "worst": 1,
        "definition": "Not so.",
        "normalized": "FALSE",
        "averitec": "Refuted",
        "colour": "#a01010",
    }
    return Rating.objects.get_or_create(key=key, defaults=defaults | fields)[0]


def foreign_rating(**fields):
    """What “False” of another publisher means at this desk."""
    defaults = {"scale": "checks.example.org", "text": "False", "rating": rating()}
    return ForeignRating.objects.create(**defaults | fields)


def external_review(claim, **fields):
    n = next(_number)
    defaults = {
        "publisher": "Example Checks",
        "site": "checks.example.org",
        "scale": "checks.example.org",
        "url": f"https://checks.example.org/{n}",
        "title": f"Check number {n}",
        "rating": "False",
    }
    return ExternalReview.objects.create(claim=claim, **defaults | fields)


def publisher(name=None, **fields):
    return Publisher.objects.get_or_create(name=name or f"Outlet {next(_number)}", **fields)[0]


def article(**fields):
    n = next(_number)
    return Article.objects.create(
        **{"key": f"article-{n}", "headline": f"Headline {n}", "publisher": publisher()} | fields
    )


def claimant(name="Mark Carney", **fields):
    key = name.lower().replace(" ", "-")
    defaults = {"name": name, "kind": "person"} | fields
    return Claimant.objects.get_or_create(key=key, defaults=defaults)[0]


def claim(*, appears=True, **fields):
    """A claim with a claimant and, unless `appears` is false, one appearance."""
    n = next(_number)
    row = Claim.objects.create(
        **{
            "slug": f"claim-{n}",
            "text": f"The measure number {n} is in force.",
            "external_id": f"test:{n}",
            "claimant": claimant(),
            "subject": f"measure {n}",
            "property": "in force",
            "value": "yes",
        }
        | fields
    )
    if appears:
        Appearance.objects.create(
            claim=row, article=article(), exact="is in force", prefix="it ", start=3, end=14
        )
    return row


def source(**fields):
    n = next(_number)
    return Source.objects.create(
        **{
            "url": f"https://example.org/document/{n}",
            "title": f"Document {n}",
            "publisher": publisher(),
            "source_type": "primary",
        }
        | fields
    )


def contradiction(left, right, **fields):
    n = next(_number)
    return Contradiction.objects.create(
        left=left,
        right=right,
        **{
            "external_id": f"test:{n}",
            "kind": "number",
            "relation": "contradicts",
            "left_value": "75.8 %",
            "right_value": "84 %",
            "note": "Two rates for one measure.",
        }
        | fields,
    )


def answered(left, right, *, by, holds=None, **fields):
    """A contradiction that the desk has confirmed and resolved."""
    row = noting.confirm(contradiction(left, right, **fields), by=by)
    resolution = "The later one followed."
    return noting.resolve(row, by=by, resolution=resolution, holds=holds)


# Reviews at each station, moved there by the workflow itself.


def started(by, *, of=None):
    return workflow.start(workflow.open_review(of or claim()), by=by)


def written(by, *, of=None, rated="false"):
    """A review that meets every standard."""
    review = started(by, of=of)
    workflow.write(
        review,
        by=by,
        rating=rating(rated),
        title="Not so",
        explanation=EXPLANATION,
    )
    for stance in ("refutes", "refutes"):
        workflow.attach(review, source(), by=by, stance=stance)
    return review


def submitted(by, **options):
    return workflow.submit(written(by, **options), by=by)


def approved(by, approver, **options):
    return workflow.approve(submitted(by, **options), by=approver)


def published(by, approver, **options):
    return workflow.publish(approved(by, approver, **options), by=approver)


def webhook(url, by, **options):
    """An endpoint that is told of the whole record; `url` must be one that may be called."""
    return endpoints.add(by=by, target=addresses.check(url), **{"since": 0} | options)


# Second opinions.

RATIONALE = "Neither of the two sources says what the claim says."


def asked(by, editor, **options):
    """A submitted review that asks for a blind second opinion; nobody has seen it yet."""
    review = submitted(by, **options)
    opinions.ask(review, by=editor)
    return review


def assessed(review, by, rated="false"):
    """`by` gives a second opinion; returns the review."""
    opinions.assess(review, by=by, rating=rating(rated), rationale=RATIONALE)
    return review
