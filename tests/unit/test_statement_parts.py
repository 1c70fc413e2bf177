"""The parts of a statement: quantities, times, names, who says it, and its point at issue."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from claims.language.statements import attribution, names, points, quantities, times, words

KNOWN = names.Names({"Kaner": "Mark Carney", "Carney": "Mark Carney"})


def only(text):
    (found,) = quantities.find(text)
    return found


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("92 percent", "92.3 percent", True),
        ("92 percent", "93.1 percent", False),
        ("75.8 %", "84 %", False),
        ("several people", "3 people", True),
        ("several people", "12 people", True),
        ("several people", "two people", False),
        ("several people", "13 people", False),
        ("about 100 people", "108 people", True),
        ("more than 500 people", "700 people", True),
        ("at most 13,000 dollars", "40,000 dollars", False),
        ("half of them", "50 percent of them", True),
        ("9 in 10 voters", "90 percent of voters", True),
        ("49,000 cars", "49,400 cars", True),
        ("49,000 cars", "70,000 cars", False),
        ("2.3 million people", "2,300,000 people", True),
        ("twenty-two cases", "22 cases", True),
        ("100 percent", "84 percent", False),
    ],
)
def test_quantities_agree_as_people_mean_them(one, other, agree):
    assert quantities.agree(only(one), only(other)) is agree


def test_money_shares_and_numbers_are_not_compared_with_each_other():
    dollars, yuan = only("40,000 Canadian dollars"), only("210,000 yuan")
    assert (dollars.unit, yuan.unit) == ("CAD", "CNY")
    assert not quantities.comparable(dollars, yuan)
    assert not quantities.comparable(only("40 percent"), only("40 cars"))


def test_a_rate_is_known_from_a_total():
    assert only("$40 million a year on parks").per == "year"
    assert only("$40 million on parks").per == ""
    assert only("49,000 vehicles annually").per == "year"


@pytest.mark.parametrize(
    "text", ["in 2018", "on 20 December 2025", "on June 6", "the 20th", "Proposition 47"]
)
def test_years_and_days_are_no_quantities(text):
    assert quantities.find(text) == []


def test_value_that_is_more_than_a_quantity_is_none():
    assert quantities.whole("75.8", "%").middle == 75.8
    assert quantities.whole("49,000", "vehicles a year").per == "year"
    assert quantities.whole("South Africa, 23 November") is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("20 December 2025", date(2025, 12, 20), date(2025, 12, 20)),
        ("December 20, 2025", date(2025, 12, 20), date(2025, 12, 20)),
        ("June 2025", date(2025, 6, 1), date(2025, 6, 30)),
        ("in 2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("between 2012 and 2016", date(2012, 1, 1), date(2016, 12, 31)),
        ("2012–2016", date(2012, 1, 1), date(2016, 12, 31)),
        ("since 2018", date(2018, 1, 1), times.LAST),
        ("by November 2025", times.FIRST, date(2025, 11, 30)),
        ("early 2025", date(2025, 1, 1), date(2025, 5, 31)),
    ],
)
def test_times_are_read_as_intervals(text, start, end):
    (found,) = times.find(text)
    assert (found.start, found.end) == (start, end)


def test_impossible_day_is_no_time():
    assert times.find("31 November 2025") == []


def test_holder_who_hands_over_does_not_overlap_the_next():
    before, after = times.of(None, date(2025, 3, 14)), times.of(date(2025, 3, 14), None)
    assert before.meets(after)
    assert not before.overlaps(after)


def test_alias_leads_to_the_person_and_a_surname_is_enough():
    assert KNOWN.same("Kaner", "Mark Carney")
    assert KNOWN.known_as("Kaner", "Mark Carney")
    assert KNOWN.same("Trudeau", "Justin Trudeau")
    assert not KNOWN.known_as("Trudeau", "Justin Trudeau")
    assert KNOWN.same("Prime Minister Mark Carney", "Carney")


def test_names_that_only_look_alike_are_two():
    assert not KNOWN.same("Kane", "Mark Carney")
    assert not names.Names().same("Kaner", "Mark Carney")


def test_subject_is_the_same_whatever_its_order_and_spelling():
    assert KNOWN.key("Carney's view of China") == KNOWN.key("view of China, Kaner's")
    assert KNOWN.key("Canada–China relations") == KNOWN.key("Canada-China relations")


def test_who_says_it_is_taken_off():
    assert attribution.split("Carney said that China is a threat.") == (
        "China is a threat.",
        "Carney",
        False,
    )
    assert attribution.split("Beijing denies that it meddled.").denied
    assert attribution.split("Says Ohio is broke.").statement == "Ohio is broke."
    assert attribution.split("China is a threat.").speaker == ""


def test_threads_do_not_spoil_each_other_s_stems():
    wanted = {f"relations{number}ingly": None for number in range(3000)}
    with ThreadPoolExecutor(8) as pool:
        stems = list(pool.map(words.stem.__wrapped__, [*wanted] * 4))
    alone = [words.stem.__wrapped__(word) for word in wanted] * 4
    assert stems == alone


def test_opposites_come_from_wordnet_prefixes_and_ours():
    stem = words.stem
    assert words.opposite(stem("rise"), stem("fall"))
    assert words.opposite(stem("fair"), stem("unfair"))
    assert words.opposite(stem("raised"), stem("cut"))
    assert not words.opposite(stem("tariff"), stem("canola"))


@pytest.mark.parametrize(
    ("text", "point"),
    [
        (
            "Mark Carney is prime minister of Canada.",
            ("Canada", "prime minister", "Mark Carney", ""),
        ),
        (
            "The head of Canada's government at the end of 2025 is called Kaner.",
            ("Canada", "prime minister", "Kaner", ""),
        ),
        ("Doug Ford is premier of Ontario.", ("Ontario", "premier", "Doug Ford", "")),
        (
            "China set a 75.8% deposit on canola imported from Canada.",
            ("China", "set a deposit on canola imported from Canada", "75.8", "%"),
        ),
        (
            "Ted Cruz voted 50 times to raise taxes.",
            ("Ted Cruz", "voted to raise taxes", "50", "times"),
        ),
    ],
)
def test_point_at_issue_is_proposed(text, point):
    found = points.propose(text)
    assert (found.subject, found.property, found.value, found.unit) == point


def test_proposed_point_has_its_time_speaker_and_polarity():
    found = points.propose("Carney said that Trudeau was not prime minister of Canada in 2026.")
    assert (found.attribution, found.negative) == ("Carney", True)
    found = points.propose("Justin Trudeau was prime minister of Canada in 2022.")
    assert (found.valid_from, found.valid_to) == (date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    "text", ["", "!!!", "On the Iran nuclear deal", "x" * 5000, "\x00 ( [ \\ *"]
)
def test_odd_texts_propose_nothing_and_break_nothing(text):
    assert not points.propose(text)
