"""Claims as statements that can be compared, and the desk's table of names."""

import hashlib
from functools import lru_cache
from typing import Any

from claims.language.statements import names
from claims.language.statements.statement import Statement
from claims.models import Claim, ClaimantAlias

LONGEST = 1000
"""Of a longer text, so many characters are compared."""


def known_names() -> names.Names:
    """Return the aliases that the desk knows. One query."""
    rows = ClaimantAlias.objects.values_list("name", "claimant__name")
    return names.Names(dict(rows))


def statement(claim: Claim) -> Statement:
    """Return a claim as it is compared; those that were read lately are at hand."""
    return _read(
        claim.text[:LONGEST],
        claim.subject,
        claim.property,
        claim.value,
        claim.unit,
        claim.valid_from,
        claim.valid_to,
        claim.claim_date,
    )


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
