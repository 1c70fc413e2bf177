"""Searching as Google's clients do, in a record that grows and ages."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.desk.review import workflow
from claims.models import PublishedClaim
from tests import database, factories

SEARCH = "/v1alpha1/claims:search"


@pytest.fixture
def desk(committed_db, settings):
    settings.PUBLIC_URL = "https://desk.example"
    return committed_db.cast


def publish(cast, text, **fields):
    return factories.published(cast.alice, cast.bob, of=factories.claim(text=text, **fields))


def ask(client, **query):
    return json.loads(client.get(SEARCH, query).content)


def texts(answer):
    return [claim["text"] for claim in answer.get("claims", [])]


def test_pages_show_each_claim_once_while_others_are_published(client, desk):
    for number in range(7):
        # The fewer words, and the more often one of them stands there, the more relevant.
        publish(desk, f"Tariff number {number}." + " A tariff is a tariff." * (number % 3))
    gone = publish(desk, "The last tariff.")
    whole = texts(ask(client, query="tariff", pageSize=100))
    seen, asked, answer = [], {"query": "tariff", "pageSize": 3, "offset": 0}, {}
    while True:
        answer = ask(client, **asked)
        seen += texts(answer)
        if "nextPageToken" not in answer:
            break
        publish(desk, "Tariff, tariff, tariff, tariff.")
        asked["pageToken"] = answer["nextPageToken"]
    assert seen == whole
    assert len(set(seen)) == 8
    workflow.retract(gone, by=desk.bob, comment="The source was withdrawn.")
    assert "The last tariff." not in texts(ask(client, query="tariff", pageSize=100))


def test_token_wins_over_the_offset_that_clients_keep_sending(client, desk):
    for number in range(5):
        publish(desk, f"Number {number}.")
    asked = {"reviewPublisherSiteFilter": "desk.example", "pageSize": 2, "offset": 1}
    first = ask(client, **asked)
    second = ask(client, **asked, pageToken=first["nextPageToken"])
    assert texts(first) + texts(second) == ["Number 3.", "Number 2.", "Number 1.", "Number 0."]
    assert "nextPageToken" not in second


def test_script_counts_where_both_name_one(client, desk):
    for tag in ("sr", "sr-Latn-RS", "sr-Cyrl", "sr-RS", "srn"):
        publish(desk, f"Written in {tag}.", in_language=tag)

    def tags(language):
        answer = ask(client, query="written", languageCode=language)
        return {text.split()[-1][:-1] for text in texts(answer)}

    assert tags("sr-Latn") == tags("sr-Latn-ME") == {"sr", "sr-Latn-RS", "sr-RS"}
    assert tags("sr-ME") == {"sr", "sr-Latn-RS", "sr-Cyrl", "sr-RS"}


def test_script_is_found_wherever_it_stands_in_a_tag(client, desk):
    for tag in ("zh-yue-Hant", "zh-Hant-TW", "zh-yue"):
        publish(desk, f"Written in {tag}.", in_language=tag)
    answer = ask(client, query="written", languageCode="zh-Hans")
    assert texts(answer) == ["Written in zh-yue."]
    assert len(texts(ask(client, query="written", languageCode="zh-Hant"))) == 3


@pytest.mark.parametrize(("reviewed", "claimed"), [(400, 300), (400, None), (10, 500)])
def test_age_is_that_of_the_newer_of_claim_and_review(client, desk, reviewed, claimed):
    now = timezone.now()
    publish(desk, "Old news.")
    with database.put_aside("record_claim"):
        PublishedClaim.objects.update(
            published_at=now - timedelta(days=reviewed),
            claim_date=(now - timedelta(days=claimed)).date() if claimed else None,
        )
    age = min(reviewed, claimed or reviewed)
    assert texts(ask(client, query="news", maxAgeDays=age - 1)) == []
    assert texts(ask(client, query="news", maxAgeDays=age + 1)) == ["Old news."]


def test_correction_is_dated_by_its_own_review(client, desk):
    review = publish(desk, "Four were detained.")
    new = workflow.correct(review, by=desk.bob, comment="A number was wrong.")
    workflow.write(new, by=desk.alice, correction_note="It said five.")
    workflow.submit(new, by=desk.alice)
    workflow.approve(new, by=desk.bob)
    workflow.publish(new, by=desk.bob)
    with database.put_aside("record_claim"):
        PublishedClaim.objects.filter(ended_at=None).update(
            published_at=timezone.now(), first_published_at=timezone.now() - timedelta(days=50)
        )
    assert texts(ask(client, query="detained", maxAgeDays=2)) == ["Four were detained."]
