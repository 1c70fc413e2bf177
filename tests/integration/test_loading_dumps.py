"""Dumps of this software load into another desk: its verdicts come as reviews of another publisher."""

import pytest
from django.test import Client

from claims.models import Claim, ExternalReview
from tests import database, factories, loading


def dump(kind, cast):
    """Publish something; return the review, and the dump of that."""
    published = factories.published(cast.alice, cast.bob)
    answer = Client().get(f"/api/v1/dump/{kind}")
    content = b"".join(answer.streaming_content)
    answer.close()
    return published, content


@pytest.mark.parametrize("kind", ["claims.ndjson", "claims.csv", "datafeed.json"])
def test_dumps_of_this_software_load_into_another_desk(tmp_path, committed_db, kind):
    published, content = dump(kind, committed_db.cast)
    text, name = published.claim.text, published.claim.claimant.name
    database.wipe()
    done = loading.load(tmp_path, loading.file(tmp_path, kind, content))
    assert (done.code, done.refused) == (0, [])
    loaded, review = Claim.objects.get(), ExternalReview.objects.get()
    assert (loaded.text, loaded.claimant.name) == (text, name)
    assert loaded.reviews.get().state == "new"
    assert (review.claim, review.rating, review.title) == (loaded, "False", published.title)


@pytest.mark.parametrize("kind", ["claims.ndjson", "claims.csv"])
def test_desk_does_not_load_its_own_claims(tmp_path, committed_db, kind):
    _, content = dump(kind, committed_db.cast)
    done = loading.load(tmp_path, loading.file(tmp_path, kind, content))
    assert [fault["reason"] for fault in done.refused] == ["This is a claim of this desk itself."]
    assert Claim.objects.count() == 1


def test_dump_of_the_record_names_the_one_to_load(tmp_path, committed_db):
    _, content = dump("record.ndjson", committed_db.cast)
    done = loading.load(tmp_path, loading.file(tmp_path, "record.ndjson", content))
    assert (done.code, "load claims.ndjson" in done.said) == (1, True)
