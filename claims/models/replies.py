"""Desk: right of reply. Whom the desk asked about a claim, and what came back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models.intake import Claim


class ReplyRequest(models.Model):
    """One attempt to hear the claimant; or, with the channel `none`, why nobody was asked.

    Whom the desk wrote to stays at the desk. The rest is published, where `public` says so.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Telephone"
        LETTER = "letter", "Letter"
        FORM = "form", "Contact form"
        SOCIAL = "social", "Social media"
        MEETING = "meeting", "In person"
        NONE = "none", "Nobody was asked"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reply_requests")
    channel = models.CharField(max_length=7, choices=Channel)
    to = models.CharField(
        "to whom", max_length=300, blank=True, help_text="Name, office or address: never published."
    )
    contacted_at = models.DateField("contacted on")
    asked = models.TextField(
        "what was asked", help_text="Or why nobody was, where that is the channel."
    )
    answer = models.TextField(blank=True, help_text="As it came. Empty: no answer yet.")
    answered_at = models.DateField("answered on", null=True, blank=True)
    public = models.BooleanField(
        "publish it",
        default=False,
        help_text="Readers learn the day, the channel, what was asked and the answer.",
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["contacted_at", "pk"]
        indexes = [models.Index(fields=["contacted_at", "id"], name="reply_in_order")]
        verbose_name = "contact with a claimant"
        verbose_name_plural = "right of reply"
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["email", "phone", "letter", "form", "social", "meeting"])
                & ~Q(to="")
                | Q(channel="none", to="", answer="", answered_at=None),
                name="reply_asks_somebody",
            ),
            models.CheckConstraint(condition=~Q(asked=""), name="reply_says_what"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="reply_answer_has_day",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=models.F("contacted_at")),
                name="reply_answered_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.contacted_at}"
