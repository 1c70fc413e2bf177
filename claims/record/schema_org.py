"""What a document has for its ClaimReview, and the nodes of schema.org that are made of it.

Structs of which the garbage collector need not know, as none holds itself: a dump makes millions of
them, and dicts took nearly twice the time.

    https://schema.org/ClaimReview
"""

import msgspec

CONTEXT = "https://schema.org"
UNSET = msgspec.UNSET
Text = str | msgspec.UnsetType
Number = int | float
NumberOrNot = Number | msgspec.UnsetType


class Publisher(msgspec.Struct, gc=False):
    name: str
    same_as: str


class Source(msgspec.Struct, gc=False):
    title: str
    url: str
    archived_url: str
    publisher: Publisher | None
    date_published: str | None


class Article(msgspec.Struct, gc=False):
    key: str
    url: str
    headline: str
    publisher: Publisher | None
    date_published: str | None
    in_language: str


class Place(msgspec.Struct, gc=False):
    article: Article


class Rating(msgspec.Struct, gc=False):
    text: str
    value: Number | None
    best: Number | None
    worst: Number | None


class Claimant(msgspec.Struct, gc=False):
    kind: str
    name: str
    job_title: str
    same_as: str


class Document(msgspec.Struct, gc=False):
    """A document of the record that is no tombstone."""

    kind: str
    url: str
    title: str
    text: str
    rating: Rating
    explanation: str
    first_published_at: str
    published_at: str
    in_language: str
    sources: list[Source]
    appearances: list[Place]
    claim_date: str | None
    claimant: Claimant | None


# Nodes: fields stand in the order in which they are written, and what is unset is left out.


class _Node(msgspec.Struct, gc=False, frozen=True, rename="camel", tag_field="@type"):
    """Frozen: one node stands in as many places as say the same."""


class Organization(_Node, gc=False, frozen=True, tag="Organization"):
    name: Text
    url: Text = UNSET
    same_as: Text = UNSET


class Person(_Node, gc=False, frozen=True, tag="Person"):
    name: Text
    job_title: Text
    same_as: Text


Agent = Organization | Person | msgspec.UnsetType


class Work(_Node, gc=False, frozen=True, tag="CreativeWork"):
    """An article, which has a headline, or a source, which has a name."""

    name: Text = UNSET
    url: Text = UNSET
    archived_at: Text = UNSET
    headline: Text = UNSET
    publisher: Agent = UNSET
    date_published: Text = UNSET
    in_language: Text = UNSET


class ReviewRating(_Node, gc=False, frozen=True, tag="Rating"):
    alternate_name: Text
    rating_value: NumberOrNot
    best_rating: NumberOrNot
    worst_rating: NumberOrNot
    rating_explanation: Text


class Claim(_Node, gc=False, frozen=True, tag="Claim"):
    text: Text
    author: Agent
    date_published: Text
    first_appearance: Work | msgspec.UnsetType
    appearance: list[Work] | msgspec.UnsetType


class Correction(_Node, gc=False, frozen=True, tag="CorrectionComment"):
    text: Text
    date_published: str


class ClaimReview(msgspec.Struct, gc=False, frozen=True, kw_only=True, rename="camel"):
    # A tag would stand before the context.
    context: str = msgspec.field(name="@context", default=CONTEXT)
    kind: str = msgspec.field(name="@type", default="ClaimReview")
    url: str
    name: Text
    claim_reviewed: Text
    review_rating: ReviewRating
    review_body: Text
    author: Organization
    date_published: str
    date_modified: str
    in_language: Text
    item_reviewed: Claim
    citation: list[Work] | msgspec.UnsetType
    correction: list[Correction] | msgspec.UnsetType


class Item(_Node, gc=False, frozen=True, tag="DataFeedItem"):
    """An element of a DataFeed."""

    date_created: str
    date_modified: str
    url: str
    item: tuple[ClaimReview]
