"""Run by root, each test is done as root and as a plain user; by a plain user, as that user alone."""

import os
import signal

import pytest

from tests.embedded.programs import NOBODY, Client, Person, cluster

# These begin without a cluster.
NEW = {
    "test_four_first_starts_at_once_make_one_cluster",
    "test_killed_in_the_middle_of_its_first_start_is_begun_anew",
    "test_destroy_is_refused_while_another_uses_the_data",
}


def users():
    if os.geteuid() != 0:
        return [pytest.param(os.geteuid(), id="plain")]
    return [pytest.param(0, id="root"), pytest.param(NOBODY, id="plain")]


@pytest.fixture(scope="module", params=users())
def person(request):
    found = Person(request.param)
    if found.python is None or found.run("import psycopg, factcheck.embedded").returncode:
        pytest.skip("a plain user cannot run a Python that has the project's packages")
    return found


@pytest.fixture(scope="module")
def usual(person):
    with cluster(person) as place:
        yield place


@pytest.fixture
def place(request, person):
    """Where the cluster is: one that other tests had before, or a new one."""
    if request.node.name.partition("[")[0] not in NEW:
        yield request.getfixturevalue("usual")
        return
    with cluster(person) as made:
        yield made


@pytest.fixture
def client(person, place):
    """Start clients, and end those that a test leaves running."""
    made = []

    def start(**options):
        made.append(Client(person, place.root, **options))
        return made[-1]

    yield start
    for each in made:
        each.end(signal.SIGKILL)
