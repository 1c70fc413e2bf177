"""GET /api/v1/claims/{id}/ and …/versions/."""

import hashlib
import json
from uuid import uuid4

from django.db import connections
from django.test.utils import CaptureQueriesContext

from claims.models import Publication
from claims.record import chain


def test_claim_is_the_same_in_the_list_and_alone(api, world):
    listed = api.get("claims/", article="canola")["results"][0]
    assert api.get(f"claims/{world.left.public_id}/") == listed


def test_retracted_claim_answers_gone_with_its_tombstone(api, world):
    tombstone = api.get(f"claims/{world.retracted.public_id}/", status=410)
    assert (tombstone["kind"], tombstone["note"]) == ("retraction", "The source was withdrawn.")
    assert "rating" not in tombstone
    assert "explanation" not in tombstone


def test_retracted_claim_as_of_before_is_what_it_was(api, world):
    path = f"claims/{world.retracted.public_id}/"
    assert api.get(path, as_of=chain.timestamp(world.at[6]))["rating"]["key"] == "false"
    assert api.get(path, status=410, as_of=chain.timestamp(world.at[7]))["kind"] == "retraction"
    assert "as_of" in api.get(path, status=404, as_of="2001-01-01")["detail"]


def test_corrected_claim_as_of_before_is_its_first_version(api, world):
    path = f"claims/{world.corrected.public_id}/"
    assert api.get(path)["note"] == "It said five; the ministry says four."
    assert api.get(path, as_of=chain.timestamp(world.at[4]))["version"] == 1


def test_contradictions_as_of_before_they_were_public(api, world):
    path = f"claims/{world.left.public_id}/"
    assert len(api.get(path)["contradictions"]) == 1
    assert api.get(path, as_of=chain.timestamp(world.at[2]))["contradictions"] == []


def test_unknown_claim_and_draft_are_told_alike(api, world):
    unknown, draft = uuid4(), world.drafts["approved"].claim.public_id
    answers = [api.get(f"claims/{key}/", status=404)["detail"] for key in (unknown, draft)]
    assert answers[0].replace(str(unknown), "") == answers[1].replace(str(draft), "")


def test_claim_costs_one_query_beside_the_head_and_none_on_the_desk(client, world):
    with (
        CaptureQueriesContext(connections["record"]) as public,
        CaptureQueriesContext(connections["default"]) as desk,
    ):
        client.get(f"/api/v1/claims/{world.left.public_id}/")
    assert (len(public), len(desk)) == (2, 0)


def test_versions_are_the_entries_of_the_record_oldest_first(api, world):
    rows = api.get(f"claims/{world.corrected.public_id}/versions/")["results"]
    assert [(row["sequence"], row["version"], row["kind"]) for row in rows] == [
        (4, 1, "publication"),
        (5, 2, "correction"),
    ]
    entry = Publication.objects.get(sequence=5)
    assert rows[1]["digest"] == entry.digest
    assert rows[1]["previous_digest"] == rows[0]["digest"]
    assert rows[1]["published_at"] == chain.timestamp(entry.published_at)


def test_versions_of_a_retracted_claim_end_with_the_tombstone(api, world):
    rows = api.get(f"claims/{world.retracted.public_id}/versions/")["results"]
    assert [row["kind"] for row in rows] == ["publication", "retraction"]
    assert rows[1]["note"] == rows[1]["document"]["note"] == "The source was withdrawn."


def test_document_of_a_version_is_the_very_bytes_that_the_digest_covers(client, world):
    content = client.get(f"/api/v1/claims/{world.left.public_id}/versions/").content
    entry = Publication.objects.get(claim_id=world.left.public_id)
    assert bytes(entry.document) in content
    again = json.dumps(
        json.loads(content)["results"][0]["document"], ensure_ascii=False, separators=(",", ":")
    )
    assert hashlib.sha256(again.encode()).digest() == hashlib.sha256(entry.document).digest()


def test_versions_of_an_unknown_claim(api, world):
    api.get(f"claims/{uuid4()}/versions/", status=404)
    api.get(f"claims/{world.drafts['submitted'].claim.public_id}/versions/", status=404)
