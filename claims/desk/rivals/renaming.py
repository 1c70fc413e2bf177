"""A spelling that leads to another name now: the claims in which it stands are compared again."""

import re
from collections.abc import Collection

from django.db import connection, transaction

from claims.language.statements import names
from claims.models import Comparison, SpellingChange

AT_ONCE = 100
"""How many spellings are looked for in one pass over the claims."""

SPACE = re.compile(r"[\s–—]+")


def requeue() -> int:
    """Put the claims that these changes concern into the queue; return how many there are.

    One transaction: a worker that dies leaves the changes to the next one.
    """
    if not SpellingChange.objects.exists():
        return 0
    with transaction.atomic():
        rows = SpellingChange.objects.order_by("pk").select_for_update(skip_locked=True)
        changes = dict(rows.values_list("pk", "name")[:AT_ONCE])
        claims = naming(set(changes.values()))
        Comparison.objects.bulk_create([Comparison(claim_id=claim) for claim in claims])
        SpellingChange.objects.filter(pk__in=changes).delete()
    return len(claims)


def naming(spellings: Collection[str]) -> list[int]:
    """Return the claims in which one of these spellings stands, as comparisons read them."""
    known = names.Names(dict.fromkeys(spellings, ""))
    with connection.cursor() as cursor:
        cursor.execute("SELECT claim, said FROM claim_naming_v1(%s)", [_patterns(spellings)])
        return [claim for claim, said in cursor.fetchall() if any(map(known.named, said))]


def _patterns(spellings: Collection[str]) -> list[str]:
    """Return patterns for LIKE that find at least what a comparison reads as these spellings."""
    plain = (SPACE.sub(" ", spelling.lower().replace("’", "'")).strip() for spelling in spellings)
    escaped = (re.sub(r"([\\%_])", r"\\\1", one) for one in plain)
    return [f"%{one.replace(' ', '%')}%" for one in escaped]
