"""What the front remembers of requests has a bound, whatever a client writes into them."""

import pytest

from claims.serving.front import asking
from tests import fronts

LIST = "/api/v1/claims/"
LONG = "x" * asking.LONGEST


@pytest.fixture
def reader(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return asking.Reader()


@pytest.mark.parametrize(
    "written",
    [
        {"HTTP_X_FORWARDED_PROTO": LONG},
        {"HTTP_X_FORWARDED_PROTO": f"https,{LONG}"},
        {"HTTP_HOST": f"127.0.0.1:8000{LONG}"},
        {"SERVER_NAME": LONG},
        {"HTTP_ACCEPT": f"application/json;v={LONG}"},
        {"QUERY_STRING": f"q={LONG}"},
    ],
    ids=lambda written: next(iter(written)),
)
def test_long_words_are_left_to_django_and_not_remembered(reader, written):
    assert reader.read(fronts.environ(LIST)) is not None
    known = reader._way.cache_info().currsize, reader.route.cache_info().currsize
    for number in range(10):
        name, value = next(iter(written.items()))
        assert reader.read(fronts.environ(LIST, **{name: f"{value}{number}"})) is None
    assert (reader._way.cache_info().currsize, reader.route.cache_info().currsize) == known
