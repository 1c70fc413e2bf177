"""Filling while claims are changed. The wrong outcome: whoever changes several loses all of it."""

import threading

from django.db import connection, connections, transaction

from claims.models import Claim, ClaimMatch
from claims.record import filling
from tests import factories


def test_whoever_changes_claims_is_no_victim_of_the_worker(committed_db):
    claims = [factories.claim(text=text) for text in ("Wheat is sold.", "Canola is bought.")]
    filling.fill_all(most=1)
    Claim.objects.update(text="Something else is said.")
    for order in (claims, claims[::-1]):
        begun, filled, lost = threading.Event(), threading.Event(), []

        def change(order=order, begun=begun, filled=filled, lost=lost):
            try:
                with transaction.atomic():
                    Claim.objects.filter(pk=order[0].pk).update(text="The first is changed.")
                    begun.set()
                    filled.wait(3)
                    Claim.objects.filter(pk=order[1].pk).update(text="The second is changed.")
            except Exception as error:
                lost.append(error)
            finally:
                connections.close_all()

        person = threading.Thread(target=change)
        person.start()
        begun.wait(5)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
        filling.fill(filling.TASKS[1])
        filled.set()
        person.join()
        assert lost == []
        Claim.objects.update(text=f"Said by {order[0].pk}.")
    filling.fill_all(most=1)
    assert not ClaimMatch.objects.filter(vector=None).exists()
