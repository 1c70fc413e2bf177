"""What the benchmarks are filled with is a record that verifies, also when more is added."""

import pytest

from claims.models import Publication, PublishedContradiction
from claims.record import verifying
from tests import desk_filling

pytestmark = pytest.mark.django_db


def test_a_filled_record_verifies_and_says_what_the_desk_says():
    desk_filling.prepare()
    desk_filling.fill(1, 40)
    desk_filling.fill(41, 400, desk_filling.PUBLIC)
    assert verifying.verify("default")[0] == Publication.objects.count() > 100
    assert PublishedContradiction.objects.exists()
