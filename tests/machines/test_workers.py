"""Workers when the primary dies: they come back with the one that follows it, and no job is lost.

Wrong outcomes: a worker that lives on, connected to nothing, and does nothing; a job that nobody does.
"""

from tests.machines import commands, postgres

SLOW = 180
"""Seconds: a worker reads a model when it starts, twice here, on a machine that may be busy."""
UNFILLED = """
SELECT count(*) FROM record_claim AS claim
WHERE ended_at IS NULL AND kind <> 'retraction' AND NOT EXISTS (
    SELECT FROM record_match WHERE claim_id = claim.claim_id AND vector IS NOT NULL
)
"""


def test_workers_go_on_with_the_promoted_standby(desk, bob, pair, machine):
    with (
        machine("one", **pair.addresses()) as web,
        commands.kept_worker(**pair.addresses()),
        commands.kept_worker(**pair.addresses()),
    ):
        assert bob.take(web, desk.waiting[0], "publish").status_code == 302
        assert postgres.soon(lambda: pair.primary.ask(UNFILLED) == [(0,)], SLOW)
        pair.primary.kill()
        pair.standby.promote()
        assert bob.take(web, desk.waiting[1], "publish").status_code == 302
        assert postgres.soon(lambda: pair.standby.ask(UNFILLED) == [(0,)], SLOW)
