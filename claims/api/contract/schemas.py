"""The shapes of the answers, for the OpenAPI document.

The answers are stored bytes and never pass through these; a test holds the two together.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers as s

from claims.models import Claimant as ClaimantRow
from claims.models import Contradiction as ContradictionRow
from claims.models import Evidence, PublicationKind, Rating, ReplyRequest, Source


class Choice(s.ChoiceField):
    """One of a set of words that has a name of its own in the document, for generated clients."""

    def __init__(self, component: str, words: list[str], **options: Any) -> None:
        self.component = component
        super().__init__(words, **options)


class ChoiceComponent(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = Choice

    def get_name(self) -> str:
        return str(self.target.component)

    def map_serializer_field(self, _auto_schema: Any, _direction: str) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.target.choices)}


def _list_of(
    name: str, serializer: type[s.Serializer[Any]], **more: s.Field[Any, Any, Any, Any]
) -> type[s.Serializer[Any]]:
    """Return the envelope of a list of `serializer`, with `more` members."""
    fields: dict[str, Any] = {
        "results": serializer(many=True),
        "next": s.URLField(allow_null=True, help_text="The next page, or null."),
        "previous": s.URLField(allow_null=True, help_text="The page before, or null."),
        **more,
        "__module__": __name__,
    }
    return type(name, (s.Serializer,), fields)


class Publisher(s.Serializer[Any]):
    name = s.CharField()
    site = s.CharField(allow_blank=True, help_text="Bare host.")
    same_as = s.CharField(allow_blank=True)


class Claimant(s.Serializer[Any]):
    key = s.CharField()
    kind = Choice("ClaimantKind", ClaimantRow.Kind.values)
    name = s.CharField()
    job_title = s.CharField(allow_blank=True)
    same_as = s.CharField(allow_blank=True)


class PointAtIssue(s.Serializer[Any]):
    """Reads as a sentence: subject, property, value (unit), from valid_from to valid_to."""

    subject = s.CharField(allow_blank=True)
    property = s.CharField(allow_blank=True)
    value = s.CharField(allow_blank=True)
    unit = s.CharField(allow_blank=True)
    valid_from = s.DateField(allow_null=True)
    valid_to = s.DateField(allow_null=True)


class RatingOfClaim(s.Serializer[Any]):
    """A verdict; value, best and worst are null where it measures no truth."""

    key = s.CharField()
    text = s.CharField()
    value = s.FloatField(allow_null=True)
    best = s.FloatField(allow_null=True)
    worst = s.FloatField(allow_null=True)
    normalized = Choice("NormalizedRating", Rating.Normalized.values)
    averitec = Choice("AveritecLabel", ["", *Rating.Averitec.values])
    definition = s.CharField()
    colour = s.CharField(help_text="#rrggbb")


class SourceOfClaim(s.Serializer[Any]):
    stance = Choice("Stance", Evidence.Stance.values)
    title = s.CharField()
    url = s.CharField(allow_blank=True)
    article = s.CharField(allow_null=True, help_text="The key of the article that it is.")
    publisher = Publisher(allow_null=True)
    source_type = Choice("SourceType", Source.Type.values)
    date_published = s.DateField(allow_null=True)
    archived_url = s.CharField(allow_blank=True)
    quote = s.CharField(allow_blank=True)
    locator = s.CharField(allow_blank=True)
    note = s.CharField(allow_blank=True)


class Article(s.Serializer[Any]):
    key = s.CharField()
    url = s.CharField(allow_blank=True)
    headline = s.CharField(allow_blank=True)
    author = s.CharField(allow_blank=True)
    publisher = Publisher(allow_null=True)
    date_published = s.DateField(allow_null=True)
    in_language = s.CharField()


class Appearance(s.Serializer[Any]):
    """W3C TextQuoteSelector and TextPositionSelector, in code points; `end` is exclusive."""

    article = Article()
    exact = s.CharField()
    prefix = s.CharField(allow_blank=True)
    suffix = s.CharField(allow_blank=True)
    start = s.IntegerField()
    end = s.IntegerField()


class Side(s.Serializer[Any]):
    id = s.UUIDField()
    url = s.URLField(help_text="The page for people.")
    text = s.CharField()
    valid_from = s.DateField(allow_null=True)
    valid_to = s.DateField(allow_null=True)


class SideWithValue(Side):
    value = s.CharField()


class ContradictionOfClaim(s.Serializer[Any]):
    """A contradiction as this claim sees it."""

    id = s.UUIDField()
    kind = Choice("ContradictionKind", ContradictionRow.Kind.values)
    relation = Choice("Relation", ContradictionRow.Relation.values)
    value = s.CharField(help_text="What this claim says.")
    other_value = s.CharField(help_text="What the other says.")
    other = Side()
    holds = Choice("WhichHolds", ["this", "other"], allow_null=True)
    note = s.CharField(allow_blank=True)
    resolution = s.CharField()


class Contradiction(s.Serializer[Any]):
    """Both claims side by side."""

    id = s.UUIDField()
    kind = Choice("ContradictionKind", ContradictionRow.Kind.values)
    relation = Choice("Relation", ContradictionRow.Relation.values)
    left = SideWithValue()
    right = SideWithValue()
    holds = s.UUIDField(allow_null=True, help_text="The id of the claim that holds, if one does.")
    note = s.CharField(allow_blank=True)
    resolution = s.CharField()
    published_at = s.DateTimeField(help_text="Since when it is public in this form.")


class _Head(s.Serializer[Any]):
    """What a claim and its tombstone have in common."""

    id = s.UUIDField()
    url = s.URLField(help_text="The page for people.")
    text = s.CharField(help_text="The claim, in the desk's own words.")
    claimant = Claimant(allow_null=True)
    claim_date = s.DateField(allow_null=True)
    in_language = s.CharField()
    topics = s.ListField(child=s.CharField())
    version = s.IntegerField()
    note = s.CharField(allow_blank=True, help_text="Why it was corrected or retracted.")
    published_at = s.DateTimeField()
    first_published_at = s.DateTimeField()


class ReplyOfClaim(s.Serializer[Any]):
    """A contact with the claimant; with the channel `none`, why there was none."""

    contacted_at = s.DateField()
    channel = Choice("ReplyChannel", ReplyRequest.Channel.values)
    asked = s.CharField(help_text="What was asked; or why nobody was.")
    answer = s.CharField(allow_blank=True, help_text="Empty: none came.")
    answered_at = s.DateField(allow_null=True)


class Claim(_Head):
    """A reviewed claim as it stands published."""

    point_at_issue = PointAtIssue()
    rating = RatingOfClaim()
    title = s.CharField()
    explanation = s.CharField()
    as_of = s.DateField(allow_null=True, help_text="The day that the verdict speaks of.")
    single_source_reason = s.CharField(allow_blank=True)
    sources = SourceOfClaim(many=True)
    appearances = Appearance(many=True)
    contradictions = ContradictionOfClaim(many=True)
    right_of_reply = ReplyOfClaim(
        many=True, required=False, help_text="Absent where the desk says nothing of it."
    )
    kind = Choice("StandingKind", ["publication", "correction"])


class Highlights(s.Serializer[Any]):
    """HTML that is safe to show, with the hits of `q` in `<mark>`; what has none is left out."""

    text = s.CharField(required=False)
    title = s.CharField(required=False)
    explanation = s.CharField(required=False, help_text="The piece of it that has the most hits.")


class FoundClaim(Claim):
    """A claim of a list."""

    highlights = Highlights(required=False, help_text="Where `q` hits; only with `q`.")


class FacetValue(s.Serializer[Any]):
    key = s.CharField(help_text="What the filter of this name takes.")
    text = s.CharField(help_text="What people read.")
    count = s.IntegerField()


class Facet(s.Serializer[Any]):
    values = FacetValue(many=True, help_text="The most frequent first, 50 at the most.")
    more = s.BooleanField(help_text="Whether there are other values.")
    estimated = s.BooleanField(
        help_text="Whether more than about 10,000 claims were found: counts are then estimates."
    )


class ReadAs(s.DictField):
    """The words of `q` that nothing published has, and what each was read as."""

    def __init__(self) -> None:
        super().__init__(
            child=s.ListField(child=s.CharField()),
            required=False,
            help_text="Words that nothing published has, and what each was read as; else absent.",
        )


class Facets(s.Serializer[Any]):
    rating = Facet()
    claimant = Facet()
    publisher = Facet()
    topic = Facet()
    read_as = ReadAs()


class Tombstone(_Head):
    """What stands in the place of a retracted claim: no verdict; `note` says why."""

    kind = Choice("TombstoneKind", ["retraction"])


class Entry(s.Serializer[Any]):
    """One entry of the record."""

    sequence = s.IntegerField()
    claim_id = s.UUIDField()
    version = s.IntegerField()
    kind = Choice("EntryKind", PublicationKind.values)
    note = s.CharField(allow_blank=True)
    published_at = s.DateTimeField()
    digest = s.CharField(help_text="SHA-256 of the entry, hex.")
    previous_digest = s.CharField(help_text="That of the entry before it in the record.")
    document = s.DictField(help_text="The JSON as it was published, unchanged since.")


class Change(Entry):
    """One entry of the record, and where people read of it."""

    url = s.URLField(help_text="The page for people.")


class RecordHead(s.Serializer[Any]):
    """Where the record ends. Kept, it proves later that nothing up to here was rewritten."""

    sequence = s.IntegerField(help_text="0 while nothing is published.")
    digest = s.CharField(help_text="SHA-256 of the newest entry, hex; `genesis` without one.")
    published_at = s.DateTimeField(allow_null=True)
    entries = s.IntegerField(help_text="How many there are.")
    genesis = s.CharField(help_text="The previous_digest of the first entry.")
    digest_of = s.ListField(child=s.CharField(), help_text="The lines that a digest covers.")
    changes = s.URLField(help_text="All entries, in pages.")
    dump_record = s.URLField(help_text="All entries, in one file.")
    docs = s.URLField(help_text="How a digest is computed, in words.")


class Correction(s.Serializer[Any]):
    """A correction or a retraction, with its reason."""

    sequence = s.IntegerField()
    id = s.UUIDField(help_text="The id of the claim.")
    url = s.URLField(help_text="The page for people.")
    text = s.CharField()
    kind = Choice("ChangeKind", ["correction", "retraction"])
    version = s.IntegerField()
    note = s.CharField()
    published_at = s.DateTimeField()


class ParameterError(s.Serializer[Any]):
    name = s.CharField()
    value = s.CharField(allow_blank=True)
    detail = s.CharField()
    remedy = s.CharField()


class Problem(s.Serializer[Any]):
    """RFC 9457."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    # A declared field becomes no attribute of the class: Serializer.errors stays what it was.
    errors = ParameterError(many=True, required=False)  # type: ignore[assignment]


class MatchHighlights(s.Serializer[Any]):
    """HTML that is safe to show: the words that the text has too stand in <mark>."""

    text = s.CharField()
    title = s.CharField(allow_blank=True)


class Match(s.Serializer[Any]):
    probability = s.FloatField(
        min_value=0, max_value=1, help_text="How likely the claim says what the text says."
    )
    highlights = MatchHighlights()
    claim = Claim()


class MatchedText(s.Serializer[Any]):
    text = s.CharField(help_text="As it was asked.")
    highlighted = s.CharField(help_text="The same as HTML, the words that were found in <mark>.")
    matches = Match(many=True, help_text="The likeliest first, five at the most.")


class Matches(s.Serializer[Any]):
    results = MatchedText(many=True, help_text="For each text in turn.")
    threshold = s.FloatField(help_text="What is less likely is left out.")


class Index(s.Serializer[Any]):
    claims = s.URLField()
    facets = s.URLField()
    contradictions = s.URLField()
    corrections = s.URLField()
    ratings = s.URLField()
    match = s.URLField()
    record = s.URLField()
    changes = s.URLField()
    dump_record = s.URLField()
    dump_claims = s.URLField()
    dump_claims_table = s.URLField()
    dump_datafeed = s.URLField()
    schema = s.URLField()
    docs = s.URLField()


ClaimPage = _list_of(
    "ClaimPage",
    FoundClaim,
    read_as=ReadAs(),
)
EntryPage = _list_of("EntryPage", Entry)
ContradictionPage = _list_of("ContradictionPage", Contradiction)
CorrectionPage = _list_of("CorrectionPage", Correction)
ChangePage = _list_of(
    "ChangePage", Change, resume=s.URLField(help_text="Where to go on, now or later.")
)
RatingPage = _list_of("RatingPage", RatingOfClaim)
