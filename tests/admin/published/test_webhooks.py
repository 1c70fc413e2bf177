"""The desk's pages for webhooks: who may, what is refused, what is shown, how much is asked."""

import socket

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.desk.hooks import deliveries, endpoints
from claims.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests import factories
from tests.admin import pages
from tests.hooks import receiver

pytestmark = pytest.mark.django_db

URL = "http://127.0.0.1:9/hook"
WHO = ("nobody", "dave", "erin", "alice", "bob", "root")
EDITORS_ALONE = (0, 0, 403, 403, 1, 1)


@pytest.fixture
def endpoint(desk, settings):
    settings.WEBHOOK_PRIVATE_TARGETS = True
    return factories.webhook(URL, desk.bob)


def step(row, name):
    return reverse("admin:claims_webhookendpoint_step", args=[row.pk, name])


def redeliver(row):
    return reverse("admin:claims_webhookdelivery_redeliver", args=[row.pk])


def outcome(answer):
    """1 for what was done, 0 for the log-in page, else the status."""
    if answer.status_code == 302:
        return 0 if "/login/" in answer.url else 1
    return 1 if answer.status_code == 200 else answer.status_code


def posted(desk, address, data=None):
    return tuple(outcome(getattr(desk.browsers, who).post(address, data or {})) for who in WHO)


def told(endpoint, desk, **fields):
    factories.published(desk.alice, desk.bob)
    deliveries.make_all()
    row = WebhookDelivery.objects.latest("pk")
    WebhookAttempt.objects.create(
        delivery=row, at=row.created_at, **{"status": 500, "duration_ms": 7} | fields
    )
    return row


@pytest.mark.parametrize("name", ["test", "rotate", "secret"])
def test_steps_are_for_editors(desk, endpoint, name):
    before = endpoint.secrets.count(), WebhookDelivery.objects.count()
    assert posted(desk, step(endpoint, name)) == EDITORS_ALONE
    after = endpoint.secrets.count(), WebhookDelivery.objects.count()
    grown = {"rotate": (2, 0), "test": (0, 2), "secret": (0, 0)}[name]
    assert after == (before[0] + grown[0], before[1] + grown[1])


def test_redelivery_is_for_editors(desk, endpoint):
    row = told(endpoint, desk)
    assert posted(desk, redeliver(row)) == EDITORS_ALONE
    assert WebhookDelivery.objects.get(pk=row.pk).asked_by == desk.root


def test_secret_is_shown_to_editors_on_asking_and_nowhere_else(desk, endpoint):
    secret = endpoints.secret(endpoint, by=desk.bob)
    shown = desk.browsers.bob.post(step(endpoint, "secret"))
    assert secret in shown.content.decode()
    assert "no-store" in shown["cache-control"]
    for address in (pages.of(endpoint), pages.listing("webhookendpoint")):
        assert secret not in desk.browsers.bob.get(address).content.decode()
    for who in ("erin", "alice"):
        assert (
            secret
            not in getattr(desk.browsers, who).post(step(endpoint, "secret")).content.decode()
        )


@pytest.mark.parametrize("name", ["test", "rotate", "secret"])
def test_step_asked_for_by_get_does_nothing(desk, endpoint, name):
    answer = desk.browsers.bob.get(step(endpoint, name), follow=True)
    assert "Nothing was done" in answer.content.decode()
    assert "whsec_" not in answer.content.decode()
    assert endpoint.secrets.count() == 1
    assert not WebhookDelivery.objects.exists()


def test_unknown_step_and_unknown_rows_are_not_found(desk, endpoint):
    assert desk.browsers.bob.post(step(endpoint, "bless")).status_code == 404
    assert desk.browsers.bob.post("/admin/claims/webhookendpoint/0/take/test/").status_code == 404
    assert desk.browsers.bob.post("/admin/claims/webhookdelivery/0/redeliver/").status_code == 404


def test_editor_adds_one_that_is_told_from_now_on(desk, settings):
    settings.WEBHOOK_PRIVATE_TARGETS = True
    factories.published(desk.alice, desk.bob)
    answer = desk.browsers.bob.post(
        pages.adding("webhookendpoint"), {"url": URL, "description": "Example", "since": ""}
    )
    row = WebhookEndpoint.objects.get()
    assert answer.url == pages.of(row)
    assert (row.url, row.since, row.active, row.created_by) == (URL, 1, True, desk.bob)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://127.0.0.1/", "is not a public address"),
        ("https://169.254.169.254/latest/", "is not a public address"),
        ("http://example.org/", "Use https://"),
        ("https://u:p@example.org/", "Take it out"),
        ("javascript:alert(1)", "Enter a valid URL"),
        ("https://nothing.invalid/", "Check its spelling"),
    ],
)
def test_bad_address_is_refused_at_its_field_and_kept_there(desk, url, words):
    page = desk.browsers.bob.post(pages.adding("webhookendpoint"), {"url": url, "since": "0"})
    form = page.context["adminform"].form
    assert words in str(form.errors["url"])
    assert form["url"].value() == url
    assert not WebhookEndpoint.objects.exists()


def test_address_that_is_told_already_is_refused(desk, endpoint):
    page = desk.browsers.bob.post(pages.adding("webhookendpoint"), {"url": URL, "since": "0"})
    assert "This address is told already" in page.content.decode()


def test_editor_switches_it_off_and_on(desk, endpoint):
    data = {"url": URL, "description": "Off for now"}
    desk.browsers.bob.post(pages.of(endpoint), data)
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.description) == (False, "Off for now")
    WebhookEndpoint.objects.update(off_because="Its server answered 410 Gone.")
    assert "Switched off by itself" in desk.browsers.bob.get(pages.of(endpoint)).content.decode()
    desk.browsers.bob.post(pages.of(endpoint), data | {"active": "on"})
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.off_because) == (True, "")
    history = desk.browsers.bob.get(pages.of(endpoint).replace("/change/", "/history/"))
    assert "Off for now" in history.content.decode()


def test_address_is_looked_up_once_and_only_if_it_is_new(desk, settings, monkeypatch):
    """Wrong: an endpoint whose name leads nowhere any more cannot be switched off."""
    settings.WEBHOOK_PRIVATE_TARGETS = True
    asked = []
    real = socket.getaddrinfo

    def counted(host, *rest, **more):
        if host == "127.0.0.1":
            asked.append(host)
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    browser = desk.browsers.bob
    browser.post(pages.adding("webhookendpoint"), {"url": URL, "since": ""})
    assert len(asked) == 1
    row = WebhookEndpoint.objects.get()
    browser.post(pages.of(row), {"url": URL, "description": "Off"})
    row.refresh_from_db()
    assert (row.active, len(asked)) == (False, 1)
    browser.post(pages.of(row), {"url": f"{URL}/new", "description": "Off"})
    row.refresh_from_db()
    assert (row.url, len(asked)) == (f"{URL}/new", 2)


def test_what_a_hostile_server_answered_is_shown_as_text(desk, endpoint):
    row = told(endpoint, desk, answer="<script>alert(1)</script>", error="<img src=x>")
    page = desk.browsers.bob.get(pages.of(row)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page


def test_delivery_shows_what_is_sent_and_each_try(desk, endpoint):
    row = told(endpoint, desk)
    page = desk.browsers.bob.get(pages.of(row)).content.decode()
    for words in ("claim.published", row.message_id, "<strong>500</strong>", "after 7 ms"):
        assert words in page


def test_many_are_sent_again_from_the_list(desk, endpoint):
    rows = [told(endpoint, desk) for _ in range(3)]
    WebhookDelivery.objects.update(state="given_up", next_try_at=None)
    chosen = {"action": "send_again", "_selected_action": [rows[0].pk, rows[2].pk]}
    answer = desk.browsers.bob.post(pages.listing("webhookdelivery"), chosen, follow=True)
    assert "On its way again: 2." in answer.content.decode()
    states = WebhookDelivery.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["waiting", "given_up", "waiting"]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"state__exact": "waiting"}, 2),
        ({"state__exact": "delivered"}, 0),
        ({"event__exact": "webhook.test"}, 1),
        ({"event__exact": "claim.published"}, 1),
        ({"q": "127.0.0.1"}, 2),
    ],
)
def test_log_is_filtered(desk, endpoint, query, number):
    told(endpoint, desk)
    endpoints.test(endpoint, by=desk.bob)
    found = desk.browsers.bob.get(pages.listing("webhookdelivery"), query)
    assert len(found.context["cl"].result_list) == number
    query["endpoint__id__exact"] = endpoint.pk
    found = desk.browsers.bob.get(pages.listing("webhookdelivery"), query)
    assert len(found.context["cl"].result_list) == number


@pytest.mark.parametrize("model", ["webhookendpoint", "webhookdelivery"])
def test_as_many_queries_for_many_rows_as_for_few(desk, endpoint, model):
    counts = []
    for n in (1, 5):
        factories.webhook(f"{URL}/{n}", desk.bob)
        for _ in range(n):
            told(endpoint, desk)
        desk.browsers.bob.get(pages.listing(model))
        with CaptureQueriesContext(connection) as captured:
            desk.browsers.bob.get(pages.listing(model))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14


def test_test_button_reaches_the_server(desk, settings):
    settings.WEBHOOK_PRIVATE_TARGETS = True
    with receiver.running() as there:
        row = factories.webhook(there.url, desk.bob)
        desk.browsers.bob.post(step(row, "test"))
        deliveries.send_next(row.pk)
    assert b"webhook.test" in there.got[0][1]
    page = desk.browsers.bob.get(pages.of(row)).content.decode()
    assert "Delivered" in page


def test_list_counts_to_99_and_says_since_when_it_fails(desk, endpoint):
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(endpoint=endpoint, event="webhook.test") for _ in range(120)
    )
    WebhookDelivery.objects.filter(pk__in=WebhookDelivery.objects.values("pk")[:3]).update(
        state="given_up", next_try_at=None
    )
    WebhookEndpoint.objects.update(failing_since=timezone.now(), next_try_at=timezone.now())
    shown = desk.browsers.bob.get(pages.listing("webhookendpoint")).content.decode()
    assert '<td class="field-waiting">99+</td>' in shown
    assert '<td class="field-given_up">3</td>' in shown
    assert "Failing since" in shown
    page = desk.browsers.bob.get(pages.of(endpoint)).content.decode()
    assert "Failing since" in page
    assert "Its deliveries wait" in page


def test_try_that_goes_on_says_so(desk, endpoint):
    row = told(endpoint, desk, status=None, duration_ms=None)
    page = desk.browsers.bob.get(pages.of(row)).content.decode()
    assert "No answer yet" in page
    assert "None ms" not in page
