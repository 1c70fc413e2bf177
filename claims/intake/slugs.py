"""A slug for a claim that no other claim has."""

from django.utils.text import slugify

from claims.models import Claim

FREE_LENGTH = 100
"""Shorter than a slug may be: the digits that tell two of them apart have room."""


def free(text: str) -> str:
    """Make a slug from a claim's text that no other claim has."""
    start = start_of(text)
    taken = set(Claim.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return start if start not in taken else next(slug for slug in numbered if slug not in taken)


def start_of(text: str) -> str:
    """Make a slug from a claim's text; others may have it."""
    return slugify(text)[:FREE_LENGTH].strip("-") or "claim"
