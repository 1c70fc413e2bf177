"""Pairs of statements: what contradicts is found, with its reason; the traps stay silent."""

from datetime import date
from pathlib import Path

import pytest

from claims.language.statements import comparing, names, ranking
from claims.language.statements.statement import Statement
from claims.management.evaluation import proposals

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
KNOWN = names.Names({"Kaner": "Mark Carney", "Carney": "Mark Carney"})


def found(one, other):
    pair = [Statement(one) if isinstance(one, str) else one for one in (one, other)]
    forth, back = comparing.compare(*pair, KNOWN), comparing.compare(*reversed(pair), KNOWN)
    assert bool(forth) == bool(back)
    assert not forth or forth.relation == back.relation
    return forth


def holder(name, start=None, end=None):
    return Statement(f"{name} it is.", "Canada", "prime minister", name, "", start, end)


TRAPS = {
    "three released, two of them Canadians": (
        "China subsequently arrested two Canadians on espionage charges.",
        "All three were released in 2021 after Meng cut a deal with US prosecutors.",
    ),
    "role-holders of different years": (
        "Justin Trudeau was prime minister of Canada in 2022.",
        "Mark Carney is prime minister of Canada since March 2025.",
    ),
    "first visits of two offices": (
        "It was the first visit to China by a Canadian foreign minister since 2018.",
        "It was the first visit to China by a Canadian prime minister since 2017.",
    ),
    "two cars at two prices": (
        "The cheapest Canadian electric car costs 40,000 Canadian dollars.",
        "Chinese electric cars cost no more than 13,000 Canadian dollars.",
    ),
    "a cap that rises": (
        "The cap on Chinese electric cars starts at 49,000 a year.",
        "The cap on Chinese electric cars rises to 70,000 within five years.",
    ),
    "two tariffs of 100 percent": (
        "Canada's tariff on Chinese electric cars stood at 100 percent.",
        "China put a 100% tariff on canola from Canada.",
    ),
    "one thing in two places": (
        "The unemployment rate in Ohio fell to 5 percent.",
        "The unemployment rate in Texas fell to 7 percent.",
    ),
    "two things that bear numbers": (
        Statement("The measure 3 is in force.", "measure 3", "in force", "yes"),
        Statement("The measure 4 is not in force.", "measure 4", "in force", "no"),
    ),
    "two who came into one office": (
        "Since Barack Obama became president of the United States, most gains went to the richest.",
        "When George Bush became president of the United States, 17 million people were in poverty.",
    ),
    "a heading": ("On offshore oil drilling", "I never lobbied for offshore oil drilling."),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_trap_stays_silent(trap):
    assert found(*TRAPS[trap]) is None


TRUE = [
    (
        "Justin Trudeau is prime minister of Canada.",
        "Mark Carney is prime minister of Canada.",
        "name",
    ),
    (
        "China set a 75.8% deposit on canola imported from Canada.",
        "China set a 84% deposit on canola imported from Canada.",
        "number",
    ),
    (
        "China detained two Canadians in 2018.",
        "China detained several Canadians in 2018.",
        "number",
    ),
    ("Ted Cruz voted 50 times to raise taxes.", "Ted Cruz voted 98 times to raise taxes.", "count"),
    (
        "Canada has a free trade deal with China.",
        "Canada has no free trade deal with China.",
        "negation",
    ),
    ("The governor raised taxes on families.", "The governor cut taxes on families.", "negation"),
]


@pytest.mark.parametrize(("one", "other", "kind"), TRUE)
def test_contradiction_is_found_from_the_texts_alone(one, other, kind):
    finding = found(one, other)
    assert (finding.kind, finding.relation) == (kind, "contradicts")
    assert 0 < finding.score <= 1


def test_reason_says_who_when_and_both_names():
    carney = holder("Mark Carney", date(2025, 3, 14))
    finding = found(holder("Trudeau", date(2025, 12, 20)), carney)
    assert finding.reason == (
        "Both say who is prime minister of Canada from 20 December 2025 on;"
        " one says Trudeau, the other Mark Carney."
    )


@pytest.mark.parametrize(
    ("start", "end", "when"),
    [
        (date(2025, 12, 1), date(2025, 12, 31), "in December 2025"),
        (date(2025, 12, 20), date(2025, 12, 20), "on 20 December 2025"),
        (date(2025, 12, 1), date(2026, 1, 15), "from 1 December 2025 to 15 January 2026"),
    ],
)
def test_reason_ends_where_what_is_said_ends(start, end, when):
    carney = holder("Mark Carney", date(2025, 3, 14))
    reason = found(holder("Trudeau", start, end), carney).reason
    assert reason.startswith(f"Both say who is prime minister of Canada {when}; ")


def test_one_who_hands_over_to_the_next_contradicts_nobody():
    trudeau = holder("Justin Trudeau", date(2015, 11, 4), date(2025, 3, 14))
    assert found(trudeau, holder("Mark Carney", date(2025, 3, 14))) is None


def test_alias_is_one_person_under_two_names():
    finding = found(holder("Kaner"), holder("Mark Carney"))
    assert (finding.kind, finding.relation) == ("name", "different_definition")


def test_rounded_number_corroborates():
    finding = found("The inflation rate was 92 percent.", "The inflation rate was 92.3 percent.")
    assert finding.same


def test_rate_a_year_against_a_total_is_another_definition():
    finding = found(
        "The city spends $40 million a year on public parks.",
        "The city spends $40 million on public parks.",
    )
    assert finding.relation == "different_definition"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("km²", "km³"),
        ("km²", "m²"),
        ("square kilometres", "cubic kilometers"),
        ("square miles", "square feet"),
        ("dollars", "euros"),
    ],
)
def test_one_number_of_two_units_is_no_repetition(one, other):
    told = "The reservoir behind the new dam in the north of the province takes 30 {} of all."
    assert found(told.format(one), told.format(other)) is None
    assert found(told.format(one), told.format(one)).relation == "corroborates"


def test_one_unit_in_two_spellings_is_a_repetition():
    told = "The reservoir behind the new dam in the north of the province takes 30 {} of all."
    assert found(told.format("km²"), told.format("square kilometres")).relation == "corroborates"


def test_later_value_supersedes_the_earlier():
    rate = ("Chinese measure on Canadian canola", "rate")
    finding = found(
        Statement("It was 84%.", *rate, "84", "%", said_on=date(2026, 1, 16)),
        Statement("It will be 15%.", *rate, "15", "%", date(2026, 3, 1)),
    )
    assert (finding.kind, finding.relation) == ("number", "supersedes")


def test_same_sentence_with_another_speaker_corroborates():
    finding = found(
        "China is the second largest trading partner of Canada.",
        "Carney said that China is the second-largest trading partner of Canada.",
    )
    assert finding.same


def test_five_articles_give_what_their_readers_noted():
    rows = proposals.proposed(FIXTURES)
    assert sum(bool(row.noted) for row in rows[:10]) >= 9
    assert len(proposals.covered(rows[:30])) >= 12


SILENT_IN_FIXTURES = [
    ("all-three-released-2021", "china-arrested-two-canadians"),
    ("all-three-released-2021", "china-took-several-hostage"),
    ("pm-of-canada-justin-trudeau", "pm-of-canada-carney"),
    ("xi-confronted-trudeau-2022", "pm-of-canada-carney"),
    ("local-ev-from-40000", "chinese-ev-13000"),
    ("ev-cap-49000", "ev-cap-70000-in-five-years"),
    ("canada-ev-tariff-100", "canola-tariff-100"),
]


def test_traps_among_the_fixtures_stay_silent():
    proposed = {frozenset((row.left, row.right)) for row in proposals.proposed(FIXTURES)}
    for one, other in SILENT_IN_FIXTURES:
        assert frozenset((f"ca-cn:{one}", f"ca-cn:{other}")) not in proposed


def test_many_proposals_of_one_point_do_not_crowd_out_others():
    rows = [("a", 0.9), ("a", 0.89), ("a", 0.88), ("b", 0.85)]
    order = ranking.ranked(rows, score=lambda row: row[1], point=lambda row: row[0])
    assert order == [("a", 0.9), ("b", 0.85), ("a", 0.89), ("a", 0.88)]
