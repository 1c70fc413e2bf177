"""What is sent is the entry of the record, signed as Standard Webhooks says."""

import base64
import hashlib
import hmac
import json
import uuid

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from claims.desk.hooks import deliveries, endpoints
from claims.desk.review import workflow
from claims.models import WebhookDelivery
from tests import factories

pytestmark = pytest.mark.django_db


def send_all(endpoint):
    deliveries.make_all()
    while deliveries.send_next(endpoint.pk) == deliveries.Outcome.SENT:
        pass


def signatures(secret, headers, body):
    """Compute it as the specification says it, with nothing but hmac."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_each_step_of_a_claim_is_told_in_order(cast, endpoint, server):
    review = factories.published(cast.alice, cast.bob)
    again = workflow.correct(review, by=cast.bob, comment="A better source.")
    workflow.write(again, by=cast.alice, correction_note="A better source.")
    workflow.submit(again, by=cast.alice)
    workflow.publish(workflow.approve(again, by=cast.bob), by=cast.bob)
    workflow.retract(again, by=cast.bob, comment="The source was withdrawn.")
    send_all(endpoint)
    told = [json.loads(body) for _headers, body in server.got]
    assert [each["type"] for each in told] == [
        "claim.published",
        "claim.corrected",
        "claim.retracted",
    ]
    assert [each["data"]["sequence"] for each in told] == [1, 2, 3]
    assert [each["timestamp"] for each in told] == [each["data"]["published_at"] for each in told]
    assert len({uuid.UUID(i.removeprefix("msg_")) for i in server.ids()}) == 3


def test_signature_verifies_with_the_library_and_by_hand(cast, endpoint, server):
    secret = endpoints.secret(endpoint, by=cast.bob)
    factories.published(cast.alice, cast.bob)
    send_all(endpoint)
    ((headers, body),) = server.got
    assert Webhook(secret).verify(body, headers)["type"] == "claim.published"
    assert headers["webhook-signature"] == signatures(secret, headers, body)
    assert headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"published", b"retracted", 1), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + base64.b64encode(b"x" * 32).decode()).verify(body, headers)


def test_secret_is_256_random_bits(cast, endpoint):
    secret = endpoints.secret(endpoint, by=cast.bob)
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_both_secrets_sign_until_the_old_one_ends(cast, endpoint, server):
    old = endpoints.secret(endpoint, by=cast.bob)
    endpoints.rotate(endpoint, by=cast.bob)
    new = endpoints.secret(endpoint, by=cast.bob)
    assert new != old
    factories.published(cast.alice, cast.bob)
    send_all(endpoint)
    ((headers, body),) = server.got
    for secret in (old, new):
        Webhook(secret).verify(body, headers)
    assert headers["webhook-signature"].split(" ") == [
        signatures(new, headers, body),
        signatures(old, headers, body),
    ]
    endpoint.secrets.filter(value=old).update(ends_at="2020-01-01T00:00:00Z")
    factories.published(cast.alice, cast.bob)
    send_all(endpoint)
    headers, body = server.got[-1]
    assert headers["webhook-signature"] == signatures(new, headers, body)


def test_each_try_has_the_same_id_and_body_and_its_own_time(cast, endpoint, server):
    server.answers = [{"status": 503}, {"status": 503}, {}]
    factories.published(cast.alice, cast.bob)
    deliveries.make_all()
    for _ in range(3):
        WebhookDelivery.objects.update(next_try_at="2020-01-01T00:00:00Z")
        deliveries.send_next(endpoint.pk)
    assert len(set(server.ids())) == 1
    assert len({body for _headers, body in server.got}) == 1
    secret = endpoints.secret(endpoint, by=cast.bob)
    for headers, body in server.got:
        Webhook(secret).verify(body, headers)


def test_test_event_says_so(cast, endpoint, server):
    endpoints.test(endpoint, by=cast.bob)
    send_all(endpoint)
    ((headers, body),) = server.got
    said = Webhook(endpoints.secret(endpoint, by=cast.bob)).verify(body, headers)
    assert said["type"] == "webhook.test"
    assert "Nothing was published" in said["data"]["message"]
