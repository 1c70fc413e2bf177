"""The table of transitions, and that the database allows the same moves."""

import re

from claims import sql
from claims.desk.review import states, workflow
from claims.models import ReviewState


def test_database_allows_the_same_moves():
    guard = sql.read("review_guards_v1")
    moves = guard[guard.index("(OLD.state, NEW.state) NOT IN (") :]
    moves = moves[: moves.index("THEN")]
    in_sql = set(re.findall(r"\('(\w+)', '(\w+)'\)", moves))
    assert in_sql == {(str(source), str(target)) for source, target in states.pairs()}


def test_every_step_of_the_table_has_its_function():
    assert set(workflow.STEPS) == set(states.BY_ACTION)


def test_every_state_can_be_reached():
    reached = {target for _source, target in states.pairs()} | {ReviewState.NEW}
    assert reached == set(ReviewState)


def test_approval_is_by_another_person_and_gated():
    approve = states.BY_ACTION["approve"]
    assert approve.who == states.Who.OTHER
    assert approve.gated
