"""The shapes of ClaimReview and DataFeed, for the OpenAPI document; claims.record makes them.

Members that are not known are left out, so few are required.
"""

from typing import Any

from rest_framework import serializers as s

Shape = type[s.Serializer[Any]]


def _node(component: str, kind: str, /, **fields: Any) -> Shape:
    """Return the shape of a node of this schema.org type; `@type` is no name for a Python class."""
    members = {"@type": s.CharField(help_text=kind), **fields, "__module__": __name__}
    return type(component, (s.Serializer,), members)


def _text() -> s.CharField:
    return s.CharField(required=False)


def _url() -> s.URLField:
    return s.URLField(required=False)


def _day() -> s.DateField:
    return s.DateField(required=False)


LinkedOrganization = _node("LinkedOrganization", "Organization", name=s.CharField(), sameAs=_url())
LinkedAuthor = _node(
    "LinkedAuthor", "Person or Organization", name=s.CharField(), jobTitle=_text(), sameAs=_url()
)
LinkedDesk = _node("LinkedDesk", "Organization", name=s.CharField(), url=s.URLField())
LinkedWork = _node(
    "LinkedWork",
    "CreativeWork",
    name=_text(),
    headline=_text(),
    url=_url(),
    archivedAt=_url(),
    publisher=LinkedOrganization(required=False),
    datePublished=_day(),
    inLanguage=_text(),
)
LinkedClaim = _node(
    "LinkedClaim",
    "Claim",
    text=s.CharField(),
    author=LinkedAuthor(required=False),
    datePublished=_day(),
    firstAppearance=LinkedWork(required=False),
    appearance=LinkedWork(many=True, required=False),
)
LinkedRating = _node(
    "LinkedRating",
    "Rating",
    alternateName=s.CharField(help_text="The verdict in words."),
    ratingValue=s.FloatField(
        required=False, help_text="Left out where the verdict measures no truth, as its scale is."
    ),
    bestRating=s.FloatField(required=False, help_text="Always above worstRating."),
    worstRating=s.FloatField(required=False),
    ratingExplanation=_text(),
)
LinkedCorrection = _node(
    "LinkedCorrection", "CorrectionComment", text=s.CharField(), datePublished=s.DateTimeField()
)
ClaimReview = _node(
    "ClaimReview",
    "ClaimReview",
    **{"@context": s.CharField(help_text="https://schema.org")},
    url=s.URLField(help_text="The page for people."),
    name=_text(),
    claimReviewed=s.CharField(),
    reviewRating=LinkedRating(),
    reviewBody=_text(),
    author=LinkedDesk(),
    datePublished=s.DateTimeField(help_text="When it was first published."),
    dateModified=s.DateTimeField(),
    inLanguage=s.CharField(),
    itemReviewed=LinkedClaim(),
    citation=LinkedWork(many=True, required=False),
    correction=LinkedCorrection(many=True, required=False),
)
DataFeedItem = _node(
    "DataFeedItem",
    "DataFeedItem",
    dateCreated=s.DateTimeField(),
    dateModified=s.DateTimeField(),
    url=s.URLField(),
    item=ClaimReview(many=True),
)
DataFeed = _node(
    "DataFeed",
    "DataFeed",
    **{"@context": s.CharField(help_text="https://schema.org")},
    dateModified=s.DateTimeField(required=False, help_text="Left out while nothing is published."),
    dataFeedElement=DataFeedItem(many=True),
)
