"""Dumps of this software load into another desk: its verdicts come as reviews of another publisher."""

import pytest
from django.test import Client

from claims.models import Claim, ExternalReview
from tests import factories, loading


@pytest.mark.parametrize("kind", ["claims.ndjson", "claims.csv", "datafeed.json"])
def test_dumps_of_this_software_load(tmp_path, committed_db, kind):
    cast = committed_db.cast
    published = factories.published(cast.alice, cast.bob)
    answer = Client().get(f"/api/v1/dump/{kind}")
    content = b"".join(answer.streaming_content)
    answer.close()
    done = loading.load(tmp_path, loading.file(tmp_path, kind, content))
    assert (done.code, done.refused) == (0, [])
    loaded = Claim.objects.exclude(pk=published.claim_id).get()
    assert (loaded.text, loaded.claimant) == (published.claim.text, published.claim.claimant)
    review = ExternalReview.objects.get()
    assert (review.claim, review.rating) == (loaded, "False")
    assert review.title == published.title


def test_dump_of_the_record_names_the_one_to_load(tmp_path, committed_db):
    factories.published(committed_db.cast.alice, committed_db.cast.bob)
    answer = Client().get("/api/v1/dump/record.ndjson")
    content = b"".join(answer.streaming_content)
    answer.close()
    done = loading.load(tmp_path, loading.file(tmp_path, "record.ndjson", content))
    assert (done.code, "load claims.ndjson" in done.said) == (1, True)
