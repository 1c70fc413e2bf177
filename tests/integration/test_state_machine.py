"""Random sequences of steps by four people; after each, nothing impossible may have happened."""

import json

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from claims import exceptions
from claims.desk.contradictions import noting
from claims.desk.review import states, workflow
from claims.models import (
    EVENTS,
    OPEN_STATES,
    Contradiction,
    Publication,
    PublishedClaim,
    Review,
    Transition,
)
from claims.record import verifying
from tests import factories

PEOPLE = ("alice", "bob", "charlie", "dave")
CLAIMS = range(3)
STATIONS = ("new", "submitted", "approved", "published")


class Desk(RuleBasedStateMachine):
    """Three claims, one contradiction, and four people who try whatever they like."""

    def __init__(self):
        super().__init__()
        # Undone at the end of each example: the next one finds an empty desk.
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(second_editor=st.booleans(), stations=st.tuples(*[st.sampled_from(STATIONS)] * 3))
    def open_the_desk(self, second_editor, stations):
        """Start anywhere, so that corrections and retractions are met as often as first steps."""
        self.cast = vars(factories.cast())
        if second_editor:
            self.cast["alice"].groups.set(self.cast["bob"].groups.all())
        self.claims = [factories.claim() for _ in CLAIMS]
        self.contradiction = factories.contradiction(*self.claims[:2])
        for claim, station in zip(self.claims, stations, strict=True):
            people = [self.cast["alice"], self.cast["bob"]]
            if station == "submitted":
                factories.submitted(people[0], of=claim)
            elif station != "new":
                getattr(factories, station)(*people, of=claim)

    def review(self, claim):
        return workflow.open_review(self.claims[claim])

    def attempt(self, call):
        """Do it; a refusal by the desk's own rules is a fine outcome, any other error is not."""
        try:
            with transaction.atomic():
                call()
        except exceptions.DeskError:
            pass

    @rule(
        claim=st.sampled_from(CLAIMS),
        who=st.sampled_from(PEOPLE),
        action=st.sampled_from([move.action for move in states.MOVES]),
        comment=st.sampled_from(["", "Because."]),
        newest=st.booleans(),
    )
    def step(self, claim, who, action, comment, newest):
        reviews = Review.objects.filter(claim=self.claims[claim]).order_by("-version")
        review = reviews.first() if newest else reviews.last()
        self.attempt(lambda: workflow.take_step(review, action, by=self.cast[who], comment=comment))

    @rule(claim=st.sampled_from(CLAIMS), who=st.sampled_from(PEOPLE))
    def write(self, claim, who):
        review, by = self.review(claim), self.cast[who]

        def call():
            workflow.write(
                review,
                by=by,
                rating=factories.rating(),
                title="Not so",
                explanation=factories.EXPLANATION,
                correction_note="It was wrong.",
                single_source_reason="The only register.",
            )
            workflow.attach(review, factories.source(), by=by, stance="refutes")

        self.attempt(call)

    @rule(claim=st.sampled_from(CLAIMS), who=st.sampled_from(PEOPLE))
    def whole_way(self, claim, who):
        """So that deep states are met often: everything up to the approval, if it may be."""
        review, by = self.review(claim), self.cast[who]
        self.attempt(lambda: workflow.start(review, by=by))
        self.write(claim=claim, who=who)
        self.attempt(lambda: workflow.submit(review, by=by))
        self.attempt(lambda: workflow.approve(review, by=self.cast["bob"]))

    @rule(claim=st.sampled_from(CLAIMS), then=st.sampled_from(["correct", "retract", "publish"]))
    def onwards(self, claim, then):
        """Publish what is approved; or go on with what is public."""
        wanted = "approved" if then == "publish" else "published"
        review = Review.objects.filter(claim=self.claims[claim], state=wanted).first()
        if review:
            by = self.cast["bob"]
            self.attempt(lambda: workflow.take_step(review, then, by=by, comment="Because."))
        if review and then == "correct":
            self.whole_way(claim=claim, who="alice")
            self.onwards(claim=claim, then="publish")

    @rule(claim=st.sampled_from(CLAIMS), by=st.sampled_from(PEOPLE), to=st.sampled_from(PEOPLE))
    def assign(self, claim, by, to):
        self.attempt(
            lambda: workflow.assign(self.review(claim), by=self.cast[by], to=self.cast[to])
        )

    @rule(claim=st.sampled_from(CLAIMS), who=st.sampled_from(PEOPLE))
    def detach(self, claim, who):
        evidence = self.review(claim).evidence.first()
        if evidence:
            self.attempt(lambda: workflow.detach(evidence, by=self.cast[who]))

    @rule(claim=st.sampled_from(CLAIMS))
    def change_the_claim(self, claim):
        row = self.claims[claim]
        row.value, row.text = f"{row.value}!", f"{row.text}!"

        def call():
            with exceptions.from_constraints():
                row.save()

        self.attempt(call)

    @precondition(lambda self: hasattr(self, "contradiction"))
    @rule(who=st.sampled_from(PEOPLE), how=st.sampled_from(["confirm", "dismiss", "resolve"]))
    def decide(self, who, how):
        row, by = Contradiction.objects.get(pk=self.contradiction.pk), self.cast[who]
        calls = {
            "confirm": lambda: noting.confirm(row, by=by),
            "dismiss": lambda: noting.dismiss(row, by=by, reason="Another year."),
            "resolve": lambda: noting.resolve(
                row, by=by, resolution="The later holds.", holds=self.claims[0]
            ),
        }
        self.attempt(calls[how])

    @invariant()
    def at_most_one_review_is_open_and_one_public(self):
        for claim in getattr(self, "claims", []):
            stood = list(claim.reviews.values_list("state", flat=True))
            assert sum(state in OPEN_STATES for state in stood) <= 1
            assert stood.count("published") <= 1

    @invariant()
    def approval_is_always_by_another_person(self):
        for review in Review.objects.exclude(reviewer=None):
            assert review.reviewer_id != review.author_id
            assert not review.evidence.filter(added_by=review.reviewer_id).exists()

    @invariant()
    def nothing_is_public_without_an_approval_by_another_person(self):
        public = Review.objects.filter(state__in=["published", "superseded", "retracted"])
        assert public.count() == Publication.objects.exclude(kind="retraction").count()
        for review in public:
            steps = Transition.objects.filter(review=review)
            approver = steps.filter(action="approve").latest("pk").actor_id
            assert approver == review.reviewer_id
            held = EVENTS[Review].objects.filter(id=review.pk).exclude(state="new")
            writers = set(held.values_list("author", flat=True)) - {None}
            assert writers
            assert approver not in writers

    @invariant()
    def desk_and_record_say_the_same_is_public(self):
        public = set(
            PublishedClaim.objects.filter(ended_at=None)
            .exclude(kind="retraction")
            .values_list("claim_id", flat=True)
        )
        published = Review.objects.filter(state="published")
        assert public == set(published.values_list("claim__public_id", flat=True))

    @invariant()
    def record_is_gapless_and_its_hashes_hold(self):
        assert verifying.verify("default")[0] == Publication.objects.count()

    @invariant()
    def no_draft_shows_in_a_public_contradiction(self):
        rows = PublishedClaim.objects.filter(ended_at=None).exclude(kind="retraction")
        public = {str(row.claim_id): json.loads(bytes(row.body))["text"] for row in rows}
        for row in rows:
            for shown in json.loads(bytes(row.body))["contradictions"]:
                assert shown["other"]["text"] == public[shown["other"]["id"]]

    @invariant()
    def every_move_is_one_of_the_table(self):
        pairs = {(str(source), str(target)) for source, target in states.pairs()}
        for source, target in Transition.objects.values_list("from_state", "to_state"):
            assert source == target or (source, target) in pairs


@pytest.mark.django_db
def test_random_sequences_never_break_the_desk():
    assert connection.in_atomic_block
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
