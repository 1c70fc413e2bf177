"""The parameters that the endpoints take: one name means one thing everywhere."""

from claims.api.contract import values
from claims.api.contract.params import Parameter
from claims.models import Contradiction, PublicationKind
from claims.record import paging

LONGEST_SEARCH = 1000

PAGE_SIZE = Parameter(
    "page_size",
    f"How many results a page has; {paging.DEFAULT_SIZE} if it is left out.",
    values.page_size,
    {"type": "integer", "minimum": 1, "maximum": paging.MAX_SIZE, "default": paging.DEFAULT_SIZE},
)

PAGING = (
    PAGE_SIZE,
    Parameter(
        "cursor",
        "Where a page begins: taken from `next` or `previous` of an answer, never made up.",
        paging.read_cursor,
        values.CURSOR_SCHEMA,
    ),
)

AS_OF = Parameter(
    "as_of",
    "What stood published then. A plain day means its end, in UTC; a time still to come, now.",
    values.moment,
    values.MOMENT_SCHEMA,
)


def _text(name: str, description: str, longest: int = 200) -> Parameter:
    schema = {"type": "string", "maxLength": longest, "pattern": values.NOT_BLANK}
    return Parameter(name, description, values.text(longest), schema)


def _choice(name: str, description: str, choices: list[str]) -> Parameter:
    return Parameter(name, description, values.one_of(choices), {"type": "string", "enum": choices})


def _day(name: str, description: str) -> Parameter:
    return Parameter(name, description, values.day, values.DAY_SCHEMA)


CLAIM = Parameter("claim", "The id of a claim.", values.identifier, values.ID_SCHEMA)

CLAIMS = (
    _text(
        "q",
        'Full text: all words, in any order; "a phrase", -without, either or both (OR). A word that'
        " nothing published has is read as the most similar that something has: see `read_as`.",
        LONGEST_SEARCH,
    ),
    _text("rating", "The key of a rating, as `/api/v1/ratings/` lists them."),
    _text("claimant", "The key of a claimant."),
    _text("publisher", "The name of the publisher of an article in which the claim appears."),
    _text("article", "The key of an article in which the claim appears."),
    _text("topic", "A topic of the claim."),
    _text("in_language", "A BCP 47 language tag; `en` finds `en-CA` too.", 35),
    Parameter(
        "published_from",
        "This version was published at that time or later. A plain day means its beginning.",
        values.start,
        values.MOMENT_SCHEMA,
    ),
    Parameter(
        "published_to",
        "This version was published at that time or earlier. A plain day means its end.",
        values.moment,
        values.MOMENT_SCHEMA,
    ),
    _day("claim_date_from", "The claim was made on that day or later."),
    _day("claim_date_to", "The claim was made on that day or earlier."),
    _day(
        "valid_on",
        "Claims that speak of that day: it lies between their valid_from and valid_to, of which"
        " one may be open. Claims with neither are left out.",
    ),
    AS_OF,
    *PAGING,
)

FACETS = tuple(parameter for parameter in CLAIMS if parameter not in PAGING)

CONTRADICTIONS = (
    CLAIM,
    _choice("kind", "What differs.", list(Contradiction.Kind.values)),
    _choice("relation", "How the two go together.", list(Contradiction.Relation.values)),
    *PAGING,
)

CORRECTIONS = (
    CLAIM,
    _choice(
        "kind",
        "Corrections alone, or retractions alone.",
        [PublicationKind.CORRECTION.value, PublicationKind.RETRACTION.value],
    ),
    *PAGING,
)

CHANGES = (
    Parameter(
        "since",
        "The sequence of the last entry that you have; without it, from the first entry on.",
        values.sequence,
        {**values.SEQUENCE_SCHEMA, "default": 0},
    ),
    PAGE_SIZE,
)

SEQUENCE = Parameter(
    "sequence",
    "The dump as of this entry of the record; without it, as of the newest.",
    values.sequence,
    values.SEQUENCE_SCHEMA,
)
