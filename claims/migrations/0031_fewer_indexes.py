"""Fewer indexes to write to: of keys that nobody asks by, or that another index begins with.

A new claim with another publisher's review wrote to 58 indexes; now to 45. The history of a row is
asked for by its id, and of some tables by what the rows belong to.
"""

from django.db import migrations, models

from claims.upgrades.operations import AddIndexConcurrently, DropKeyIndexConcurrently

OTHERS_BEGIN_WITH = {
    "appearance": "claim",
    "assessment": "review",
    "commentmention": "comment",
    "decisionevidence": "contradiction",
    "evidence": "review",
    "keptform": "owner",
    "look": "review",
    "repetition": "claim",
    "review": "author claim",
    "savedview": "owner",
    "webhookdelivery": "endpoint",
}
OF_HISTORY = {
    "appearanceevent": "article claim pgh_context",
    "articleevent": "pgh_context publisher",
    "assessmentevent": "assessor first_rating pgh_context rating review",
    "claimantaliasevent": "claimant pgh_context",
    "claimantevent": "pgh_context",
    "claimevent": "claimant created_by pgh_context",
    "contradictionevent": "decided_by holds left pgh_context right",
    "decisionevidenceevent": "added_by contradiction pgh_context source",
    "evidenceevent": "added_by pgh_context review source",
    "externalreviewevent": "claim means pgh_context",
    "foreignratingevent": "pgh_context rating",
    "opiniondecisionevent": "decided_by pgh_context rating review",
    "opinionrequestevent": "asked_by pgh_context review rule",
    "opinionruleevent": "pgh_context rating",
    "publisherevent": "pgh_context",
    "ratingevent": "pgh_context",
    "repetitionevent": "claim decided_by of pgh_context",
    "replyrequestevent": "claim pgh_context written_by",
    "rereviewevent": "article claim contradiction corrected done_by pgh_context source",
    "reviewcommentevent": "author pgh_context review",
    "reviewevent": "author claim pgh_context rating reviewer",
    "sourceevent": "article pgh_context publisher unreliable_by",
    "webhookdeliveryevent": "asked_by pgh_context",
    "webhookendpointevent": "created_by pgh_context",
}
ASKED_BY = {
    "appearanceevent": ("history_appearance", "claim"),
    "claimantaliasevent": ("history_claimantalias", "claimant"),
    "evidenceevent": ("history_evidence", "review"),
    "replyrequestevent": ("history_replyrequest", "claim"),
}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("claims", "0030_restorable")]

    operations = [
        *(
            AddIndexConcurrently(model, models.Index(fields=[key], name=f"{table}_{key}"))
            for model, (table, key) in ASKED_BY.items()
        ),
        *(
            DropKeyIndexConcurrently(model, key)
            for model, keys in (OTHERS_BEGIN_WITH | OF_HISTORY).items()
            for key in keys.split()
        ),
    ]
