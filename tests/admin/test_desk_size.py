"""Every page of the desk asks as often of many claims as of few, and counts no table to its end."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from tests import desk_filling, desk_pages
from tests.admin.conftest import browser

pytestmark = pytest.mark.django_db

FEW, MANY = 40, 400
SPARE = 4
"""What is not there yet in a small desk saves its queries; a query for each row would be ten."""
WORDS = {"some": "1", "nothing": "no such word"}
UNBOUNDED = re.compile(r"\bCOUNT\(", re.IGNORECASE)
BOUNDED = re.compile(r"\b(WHERE|LIMIT)\b")


def asked(client):
    """Return what each page asks the database, by the page's name."""
    found = {}
    for name, address in desk_pages.every(client, WORDS, choices=1).items():
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
            b"".join(answer)
        if answer.status_code == 200:  # A second page is not there yet where there are few.
            found[name] = [query["sql"] for query in captured]
    return found


def counts_a_table(sql):
    return bool(UNBOUNDED.search(sql)) and '"claims_' in sql and not BOUNDED.search(sql)


def test_no_page_asks_more_often_of_many_claims_or_counts_a_whole_table(django_user_model):
    client = browser(desk_filling.prepare().bob)
    desk_filling.fill(1, FEW)
    few = asked(client)
    desk_filling.fill(FEW + 1, MANY)
    many = asked(client)
    both = few.keys() & many.keys()
    assert len(both) > 150
    grown = {name: len(many[name]) - len(few[name]) for name in both}
    assert {name: more for name, more in grown.items() if more > SPARE} == {}
    counting = [(name, sql) for name, queries in many.items() for sql in queries]
    assert [(name, sql) for name, sql in counting if counts_a_table(sql)] == []


def test_a_count_of_a_whole_table_would_be_seen(db):
    with CaptureQueriesContext(connection) as captured:
        Claim.objects.count()
        Claim.objects.filter(priority=1).count()
    assert [counts_a_table(query["sql"]) for query in captured] == [True, False]
