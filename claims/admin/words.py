"""What the database refuses, in the words of the person who met it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from claims import exceptions

OF_CONSTRAINT = {
    "publisher_site_is_bare_host": "The site is a bare host: example.org, without https:// or www.",
    "publisher_site_unique": "Another publisher has this site already.",
    "article_url_unique": "Another article has this address already.",
    "article_text_sha256_is_hex": "A SHA-256 is 64 hexadecimal digits.",
    "claim_text_not_empty": "Say what is claimed, in one statement.",
    "claim_validity_ends_after_start": "“Valid to” must not lie before “valid from”.",
    "claim_claimant_or_unknown": "Either name the claimant or tick “claimant unknown”, not both.",
    "claim_priority_1_to_5": "The priority is a number from 1 (first) to 5 (last).",
    "appearance_end_after_start": "The passage must end after it starts.",
    "appearance_unique_place": "This passage is pinned already.",
    "rating_value_within_scale": (
        "Give value, best and worst, with the value between the two; or none of the three."
    ),
    "source_has_url_or_article": "A source needs an address, or one of the desk's articles.",
    "source_url_unique": exceptions.OF_CONSTRAINT["source_url_unique"][1],
    "evidence_unique_place": exceptions.OF_CONSTRAINT["evidence_unique_place"][1],
    "contradiction_two_claims": exceptions.OF_CONSTRAINT["contradiction_two_claims"][1],
    "contradiction_pair_unique": exceptions.OF_CONSTRAINT["contradiction_pair_unique"][1],
}


def of_violation(model: type[models.Model], error: ValidationError) -> str:
    """Return our words for what Django says of a violated constraint, else what it says."""
    for constraint in model._meta.constraints:
        if constraint.name in OF_CONSTRAINT and _is_of(constraint, error):
            return OF_CONSTRAINT[constraint.name]
    return str(error.message)


def _is_of(constraint: models.BaseConstraint, error: ValidationError) -> bool:
    # Of a plain unique constraint Django names the fields, of any other the constraint.
    together = (error.params or {}).get("unique_check")
    if together is not None:
        return tuple(together) == tuple(getattr(constraint, "fields", ()))
    return bool(error.message == constraint.get_violation_error_message())


def of_integrity_error(error: IntegrityError) -> exceptions.DeskError:
    """Return what the database refused: known by the constraint's name, else as it said it."""
    try:
        with exceptions.from_constraints():
            raise error
    except exceptions.DeskError as known:
        return known
    except IntegrityError:
        return exceptions.BadValue(_said(error))


def _said(error: IntegrityError) -> str:
    diagnostics = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", None) or ""
    said = getattr(diagnostics, "message_primary", None) or "it breaks a rule"
    return OF_CONSTRAINT.get(name, f"The database refuses this: {said}.")
