"""What is sent: a message in the form of Standard Webhooks, and its signatures."""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from standardwebhooks import Webhook

from claims.models import PublicationKind, WebhookDelivery, WebhookEvent
from claims.record import chain, documents, entries

EVENT_OF = {
    PublicationKind.PUBLICATION: WebhookEvent.PUBLISHED,
    PublicationKind.CORRECTION: WebhookEvent.CORRECTED,
    PublicationKind.RETRACTION: WebhookEvent.RETRACTED,
}
TEST_SAYS = "This is a test. Nothing was published."
SECRET_BYTES = 32


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def body(delivery: WebhookDelivery) -> bytes:
    """Return the message: the same bytes at every try, as an entry of the record never changes."""
    if delivery.entry is None:
        moment, data = delivery.created_at, documents.dumps({"message": TEST_SAYS})
    else:
        moment, data = delivery.entry.published_at, entries.change(delivery.entry)
    head = documents.dumps({"type": delivery.event, "timestamp": chain.timestamp(moment)})
    return head[:-1] + b',"data":' + data + b"}"


def headers(
    delivery: WebhookDelivery, content: bytes, *, keys: Iterable[str], now: datetime
) -> dict[str, str]:
    """Return the headers of one try; there is a signature for each of `keys`."""
    text = content.decode()
    signatures = [Webhook(key).sign(delivery.message_id, now, text) for key in keys]
    return {
        "content-type": "application/json",
        "user-agent": f"factcheck-webhooks/1 (+{settings.PUBLIC_URL})",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
