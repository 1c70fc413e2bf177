"""Which servers the aliases lead to, by what the variables say."""

import traceback

import pytest
from django.core.exceptions import ImproperlyConfigured

from factcheck import databases

DESK = "postgresql://desk:s%40cret@one:5432,two:6543/claims?target_session_attrs=read-write"
READER = "postgresql://reader@two/claims"
POOLED = "postgresql://desk@pooler:6432/claims"


def read(**variables):
    return lambda name: variables.get(name, "")


def test_address_may_name_several_servers_with_options_of_libpq():
    desk = databases.of_web(read(DATABASE_URL=DESK))["default"]
    assert (desk["HOST"], desk["PORT"]) == ("one,two", "5432,6543")
    assert (desk["NAME"], desk["USER"], desk["PASSWORD"]) == ("claims", "desk", "s@cret")
    assert desk["OPTIONS"] == {
        "target_session_attrs": "read-write",
        "connect_timeout": "5",
        "tcp_user_timeout": "20000",
    }


def test_what_an_address_says_of_patience_counts():
    found = databases.of_web(read(DATABASE_URL=f"{READER}?connect_timeout=2"))
    assert found["default"]["OPTIONS"]["connect_timeout"] == "2"


def test_socket_and_keywords_are_addresses_too():
    for url in ("postgresql://desk@%2Fvar%2Fa%20b:5433/claims",
                "host='/var/a b' port=5433 user=desk dbname=claims"):  # fmt: skip
        desk = databases.of_web(read(DATABASE_URL=url))["default"]
        assert (desk["HOST"], desk["PORT"], desk["NAME"]) == ("/var/a b", "5433", "claims")


def test_public_side_has_its_role_whoever_logs_in():
    found = databases.of_web(read(DATABASE_URL=f"{READER}?options=-c%20statement_timeout%3D9s"))
    assert found["record"]["OPTIONS"]["options"] == (
        "-c statement_timeout=9s -c role=factcheck_record"
    )
    assert "role" not in found["default"]["OPTIONS"]["options"]
    own = databases.of_web(read(DATABASE_URL=DESK, RECORD_DATABASE_URL=READER))["record"]
    assert (own["USER"], own["HOST"]) == ("reader", "two")
    assert "options" not in own["OPTIONS"]


def test_statements_of_the_public_side_have_an_end_and_no_others():
    found = databases.hurried(databases.of_web(read(DATABASE_URL=DESK)), 5)
    assert found["record"]["OPTIONS"]["options"] == (
        "-c statement_timeout=5s -c role=factcheck_record"
    )
    assert "options" not in found["default"]["OPTIONS"]
    # The last one counts.
    own = read(DATABASE_URL=f"{READER}?options=-c%20statement_timeout%3D9s")
    options = databases.hurried(databases.of_web(own), 5)["record"]["OPTIONS"]["options"]
    assert options.index("=5s") < options.index("=9s")


def test_no_end_is_asked_for_where_a_pooler_would_refuse_it():
    said = read(DATABASE_URL=POOLED, RECORD_DATABASE_URL=POOLED, DIRECT_DATABASE_URL=DESK)
    pooled = databases.of_web(said)
    assert databases.hurried(pooled, 5) == pooled
    assert databases.hurried(databases.of_web(read(DATABASE_URL=DESK)), 0) == databases.of_web(
        read(DATABASE_URL=DESK)
    )


def test_only_web_processes_go_through_the_pooler():
    said = read(DATABASE_URL=POOLED, RECORD_DATABASE_URL=POOLED, DIRECT_DATABASE_URL=DESK)
    web, rest = databases.of_web(said), databases.of_all_else(said)
    for database in web.values():
        assert database["HOST"] == "pooler"
        assert database["DISABLE_SERVER_SIDE_CURSORS"] is True
        assert database["OPTIONS"]["prepare_threshold"] is None
    for database in rest.values():
        assert database["HOST"] == "one,two"
        assert "DISABLE_SERVER_SIDE_CURSORS" not in database
    assert rest["record"]["OPTIONS"]["options"] == databases.AS_THE_RECORD


def test_without_a_pooler_all_processes_connect_alike():
    said = read(DATABASE_URL=DESK, RECORD_DATABASE_URL=READER)
    assert databases.of_web(said) == databases.of_all_else(said)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://desk:hidden@host/claims",
        "postgresql://desk:hidden@host:port/claims?no=such",
        "postgresql://desk:hidden@host",
        "host=one password=hidden",
        "claims",
        "desk:hidden@host/claims",
        "postgres:/desk:hidden@host/claims",
        "postgresql://desk:new\nhidden@host/",
        "postgresql://desk:50%hidden@host/claims",
        "host=one password = hidden",
        "host=one PASSWORD=hidden dbname=claims",
    ],
)
def test_what_is_no_address_is_refused_by_name_and_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not the address") as refused:
        databases.of_web(read(DATABASE_URL=url))
    assert "hidden" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    "password", ["a/hidden", "a@hidden", "a:b/hidden", "a/b:hidden", "/hidden"]
)
def test_password_that_is_not_encoded_is_never_taken_for_a_host_a_port_or_a_database(password):
    with pytest.raises(ImproperlyConfigured, match="write %40 for @, %2F for /") as refused:
        databases.of_web(read(DATABASE_URL=f"postgresql://desk:{password}@host/claims"))
    assert "hidden" not in "".join(traceback.format_exception(refused.value))


def test_unusual_addresses_are_left_to_libpq():
    for url, host, port in [
        ("postgresql://desk@[::1]:5433/claims", "::1", "5433"),
        ("postgresql://desk@[::1],two/claims", "::1,two", ","),
        ("postgresql://%40abstract/claims", "@abstract", ""),
        ("postgresql:///claims?host=/var/run&port=5433", "/var/run", "5433"),
        ("postgresql:///claims", "", ""),
        ("postgresql://desk@host/a%40b?application_name=a@b", "host", ""),
    ]:
        desk = databases.of_web(read(DATABASE_URL=url))["default"]
        assert (desk["HOST"], desk["PORT"]) == (host, port), url


def test_pooler_without_an_address_for_the_public_side_is_refused():
    with pytest.raises(ImproperlyConfigured, match="RECORD_DATABASE_URL is not set"):
        databases.of_web(read(DATABASE_URL=POOLED, DIRECT_DATABASE_URL=DESK))
