"""The tables, in the three rooms that a claim goes through: intake, desk, record."""

from claims.models.comments import CommentMention, ReviewComment
from claims.models.contradictions import Contradiction, DecisionEvidence
from claims.models.desk import (
    APPROVED_STATES,
    EDITABLE_STATES,
    OPEN_STATES,
    Assessment,
    Evidence,
    Rating,
    Review,
    ReviewState,
    Transition,
)
from claims.models.external import ExternalReview, ForeignRating
from claims.models.history import EVENTS
from claims.models.intake import Appearance, Article, Claim, Claimant, ClaimantAlias, Publisher
from claims.models.leases import KeptForm, Lease
from claims.models.matching import ClaimMatch, ClaimStem, PublishedMatch, PublishedStem
from claims.models.opinions import Look, OpinionDecision, OpinionRequest, OpinionRule
from claims.models.proposals import (
    ClaimKey,
    ClaimSketch,
    Comparison,
    Repetition,
    SpellingChange,
)
from claims.models.queue import QueuePlace
from claims.models.record import (
    Publication,
    PublicationKind,
    PublishedClaim,
    PublishedContradiction,
    PublishedCount,
    PublishedRating,
    PublishedSearch,
    PublishedWord,
)
from claims.models.replies import ReplyRequest
from claims.models.rereviews import Rereview
from claims.models.sources import Source
from claims.models.views import SavedView
from claims.models.webhooks import (
    OWED,
    DeliveryState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookSecret,
)

__all__ = [
    "APPROVED_STATES",
    "EDITABLE_STATES",
    "EVENTS",
    "OPEN_STATES",
    "OWED",
    "Appearance",
    "Article",
    "Assessment",
    "Claim",
    "ClaimKey",
    "ClaimMatch",
    "ClaimSketch",
    "ClaimStem",
    "Claimant",
    "ClaimantAlias",
    "CommentMention",
    "Comparison",
    "Contradiction",
    "DecisionEvidence",
    "DeliveryState",
    "Evidence",
    "ExternalReview",
    "ForeignRating",
    "KeptForm",
    "Lease",
    "Look",
    "OpinionDecision",
    "OpinionRequest",
    "OpinionRule",
    "Publication",
    "PublicationKind",
    "PublishedClaim",
    "PublishedContradiction",
    "PublishedCount",
    "PublishedMatch",
    "PublishedRating",
    "PublishedSearch",
    "PublishedStem",
    "PublishedWord",
    "Publisher",
    "QueuePlace",
    "Rating",
    "Repetition",
    "ReplyRequest",
    "Rereview",
    "Review",
    "ReviewComment",
    "ReviewState",
    "SavedView",
    "Source",
    "SpellingChange",
    "Transition",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookSecret",
]
