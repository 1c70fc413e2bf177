"""The page on the method."""

import subprocess
import sys

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

from claims.desk.review import standards
from claims.models import Contradiction, Publication, Review
from claims.web import contradictions, presenting
from factcheck import env

PAGES = ("/", "/method/", "/contradictions/", "/corrections/", "/claims/canola-75-8/", "/no-page/")


def test_standards_are_those_of_the_gate(client, world):
    html = client.get("/method/").content.decode()
    review = Review.objects.filter(version=2).first()
    points = standards.checklist(review)
    assert [point.code for point in points] == list(standards.TEXTS)
    for point in points:
        assert f"<li>{point.text}" in html


def test_head_of_the_record_is_that_of_today(client, world):
    head = Publication.objects.order_by("sequence").last()
    html = client.get("/method/").content.decode()
    assert f"--head {head.sequence}:{head.digest}" in html


def test_one_query_beside_the_head_and_none_of_the_desk(client, world, django_assert_num_queries):
    with django_assert_num_queries(2, using="record"), django_assert_num_queries(0):
        client.get("/method/")


def test_every_relation_is_explained():
    relations = set(Contradiction.Relation.values)
    assert relations == set(contradictions.MEANINGS) == set(contradictions.SHORT)
    assert relations <= set(presenting.RELATIONS)


def test_the_script_is_there_and_runs():
    script = finders.find("examples/verify_record.py")
    told = subprocess.run([sys.executable, script, "--help"], capture_output=True, check=True)
    assert b"--head" in told.stdout


@pytest.mark.parametrize("page", PAGES)
def test_contact_is_shown_on_every_page_when_it_is_set(client, world, settings, page):
    settings.CONTACT = ""
    assert "Ask for a correction" not in client.get(page).content.decode()
    settings.CONTACT = "mailto:corrections@example.org"
    html = client.get(page).content.decode()
    assert '<a href="mailto:corrections@example.org">Ask for a correction</a>' in html


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("", ""),
        ("corrections@example.org", "mailto:corrections@example.org"),
        ("a&b?c@example.org", "mailto:a%26b%3Fc@example.org"),
        ("https://example.org/contact/", "https://example.org/contact/"),
    ],
)
def test_contact_becomes_a_link(monkeypatch, value, link):
    monkeypatch.setenv("CONTACT", value)
    assert env.contact("CONTACT") == link


@pytest.mark.parametrize("value", ["javascript:alert(1)", "desk", "https://", "a@b@example.org"])
def test_contact_that_nobody_could_follow_is_refused(monkeypatch, value):
    monkeypatch.setenv("CONTACT", value)
    with pytest.raises(ImproperlyConfigured, match="Use one like"):
        env.contact("CONTACT")
