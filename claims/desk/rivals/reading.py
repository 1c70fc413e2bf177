"""Claims as statements that can be compared, and the desk's table of names."""

import hashlib
from functools import lru_cache
from typing import Any

from claims.language.statements import names
from claims.language.statements.statement import Statement
from claims.models import Claim, ClaimantAlias

FIELDS = (
    "text",
    "subject",
    "property",
    "value",
    "unit",
    "valid_from",
    "valid_to",
    "claim_date",
)
"""What of a claim is compared."""
LONGEST = 1000
"""Of a longer text, so many characters are compared."""


def known_names() -> names.Names:
    """Return the aliases that the desk knows. One query."""
    return _names(frozenset(ClaimantAlias.objects.values_list("name", "claimant__name")))


@lru_cache(maxsize=2)
def _names(rows: frozenset[tuple[str, str]]) -> names.Names:
    # The same object as long as nothing changes: what was read by it is remembered with it.
    return names.Names(dict(sorted(rows)))


def statement(claim: Claim) -> Statement:
    """Return a claim as it is compared; those that were read lately are at hand."""
    text, *rest = (getattr(claim, name) for name in FIELDS)
    return _read(text[:LONGEST], *rest)


@lru_cache(maxsize=20_000)
def _read(*fields: Any) -> Statement:
    return Statement(*fields)


def digest(*claims: Claim) -> str:
    """Return a digest of all that is compared of these claims, whatever their order."""
    said = sorted(repr((claim.pk, _said(claim))) for claim in claims)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _said(claim: Claim) -> tuple[str, ...]:
    point = (claim.subject, claim.property, claim.value, claim.unit)
    times = (claim.valid_from, claim.valid_to, claim.claim_date)
    return (claim.text, *point, *(str(time) for time in times))
