"""Desk: the servers of others that are told what was published, and what they were told."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models.record import Publication


def new_message_id() -> str:
    return f"msg_{uuid4().hex}"


class WebhookEndpoint(models.Model):
    """A server that wants to be told. Its secrets stand in a table of their own, without history.

    `since` is the last sequence of the record that it does not want; what it has been given up
    to now is the largest sequence of its deliveries. How it fares (`leased_until` and the three
    after it) changes at every try, and stands in no history.
    """

    url = models.URLField("address", max_length=2000)
    description = models.CharField(
        max_length=200, blank=True, help_text="Whose server it is, and whom to write to."
    )
    active = models.BooleanField(
        default=True, help_text="Off: nothing is sent. On again: it gets what it missed."
    )
    off_because = models.CharField(max_length=300, blank=True, editable=False)
    since = models.BigIntegerField(
        "after entry",
        default=0,
        help_text="It is told of what follows this entry of the record; 0 is all of it.",
    )
    secret_made_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    leased_until = models.DateTimeField(
        null=True, editable=False, help_text="A worker is at it, and must be done by then."
    )
    failing_since = models.DateTimeField(
        null=True, editable=False, help_text="The first failure after its last good answer."
    )
    next_try_at = models.DateTimeField(
        null=True, editable=False, help_text="All its deliveries wait until then: it seems down."
    )
    probes = models.PositiveIntegerField(
        default=0, editable=False, help_text="Tries that failed since its deliveries wait."
    )

    class Meta:
        ordering = ["url", "pk"]
        verbose_name = "webhook"
        constraints = [
            models.UniqueConstraint(
                fields=["url"], condition=Q(active=True), name="webhook_url_unique"
            ),
            models.CheckConstraint(condition=Q(since__gte=0), name="webhook_since_from_0"),
        ]

    def __str__(self) -> str:
        return self.url


class WebhookSecret(models.Model):
    """What signs. After a new one is made, the old one signs as well until `ends_at`."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="secrets")
    value = models.CharField(max_length=100)
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(ends_at=None), name="webhook_secret_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"Secret {self.pk} of {self.endpoint_id}"


class WebhookEvent(models.TextChoices):
    """What a message says: its `type`."""

    PUBLISHED = "claim.published", "Published"
    CORRECTED = "claim.corrected", "Corrected"
    RETRACTED = "claim.retracted", "Retracted"
    TEST = "webhook.test", "Test"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    FAILED = "failed", "Failed, goes on"
    DELIVERED = "delivered", "Delivered"
    GIVEN_UP = "given_up", "Given up"


OWED = (DeliveryState.WAITING, DeliveryState.FAILED)


class WebhookDelivery(models.Model):
    """One message to one endpoint. Its id is the same at every try, so that nobody counts twice.

    `first_try_at` begins anew when somebody sends it again by hand: they are `asked_by`.
    """

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        on_delete=models.PROTECT,
        related_name="deliveries",
        db_index=False,
    )
    entry = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The entry of the record; a test has none.",
    )
    event = models.CharField(max_length=15, choices=WebhookEvent)
    message_id = models.CharField(max_length=40, unique=True, default=new_message_id)
    state = models.CharField(
        max_length=9, choices=DeliveryState, default=DeliveryState.WAITING, editable=False
    )
    attempts = models.PositiveIntegerField(
        default=0, help_text="Tries since it was last asked for."
    )
    created_at = models.DateTimeField(db_default=Now())
    first_try_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True, db_default=Now())
    delivered_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "webhook deliveries"
        permissions = [("redeliver_webhookdelivery", "Can send a delivery again")]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "entry"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OWED, next_try_at__isnull=False)
                | (~Q(state__in=OWED) & Q(next_try_at__isnull=True)),
                name="webhook_delivery_goes_on_or_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=OWED), name="webhook_delivery_due"
            ),
            models.Index(fields=["endpoint", "state"], name="webhook_delivery_of"),
            models.Index(
                fields=["endpoint", "delivered_at"],
                condition=Q(delivered_at__isnull=False),
                name="webhook_delivery_last",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.message_id}"


class WebhookAttempt(models.Model):
    """One try of a delivery, and what came back: a status, or else why there is none.

    It is written down before it begins: one without a duration is under way, or broke off.
    """

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=500, blank=True)
    answer = models.TextField(blank=True, help_text="How the answer begins, as text.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["at"], name="webhook_attempt_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.status or self.error}"
