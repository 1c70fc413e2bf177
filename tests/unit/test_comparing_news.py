"""Pairs as they come in at a news desk: what was proposed wrongly once, and must not be again."""

from datetime import date

import pytest

from claims.language.statements import comparing, names, quantities, times
from claims.language.statements.statement import Statement

KNOWN = names.Names()


def found(one, other):
    pair = [Statement(one) if isinstance(one, str) else one for one in (one, other)]
    forth, back = comparing.compare(*pair, KNOWN), comparing.compare(*reversed(pair), KNOWN)
    assert (forth and forth.relation) == (back and back.relation)
    return forth


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The city has 500 buses.", "The city has 200 trams."),
        ("The company employs 300 nurses.", "The company employs 20 doctors."),
        ("Police arrested 12 protesters.", "Police arrested 3 officers."),
        ("There are 12 schools in Leeds.", "There are 5 hospitals in Leeds."),
        ("It costs $300 million.", "It costs $200 million."),
        ("They have 12 members.", "They have 20 members."),
        ("The sentence was three years.", "The sentence was 36 months."),
        ("The building is 300 metres tall.", "The building is 984 feet tall."),
        ("The fire burned 10,000 acres.", "The fire burned 4,000 hectares."),
        ("At least 40 people were killed.", "At least 60 people were killed."),
        ("The company sold more than 1,000 cars.", "The company sold more than 5,000 cars."),
        ("Taxes rose by 10 percentage points.", "Taxes rose by 10 percent."),
        ("Between 10 and 20 people died in the flood.", "15 people died in the flood."),
        ("The war lasted from 2014 to 2016.", "The war lasted from 2014 to 2018."),
        ("The highest tax rate in Ohio is 37%.", "The lowest tax rate in Ohio is 10%."),
        ("Legal immigrants pay 5% of taxes.", "Illegal immigrants pay 7% of taxes."),
        (
            "China is the largest trading partner of Brazil.",
            "China is the second largest trading partner of Brazil.",
        ),
        (
            "Justin Trudeau was prime minister of Canada in 2022.",
            "Mark Carney is prime minister of Canada.",
        ),
        (
            "Olaf Scholz was chancellor of Germany from 2021 to 2025.",
            "Friedrich Merz is chancellor of Germany since May 2025.",
        ),
        (
            "Joe Biden was president of the United States until January 2025.",
            "Donald Trump is president of the United States since January 2025.",
        ),
    ],
)
def test_nothing_is_proposed_of_two_that_only_sound_alike(one, other):
    assert found(one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The city has 500 buses.", "The city has 200 buses."),
        ("The sentence was three years.", "The sentence was four years."),
        ("GDP growth was -0.3 percent in March.", "GDP growth was 0.3 percent in March."),
        ("The balance is -$5 million.", "The balance is $5 million."),
        ("The war began in 2014.", "The war began in 2022."),
        (
            "Olaf Scholz was chancellor of Germany in 2023.",
            "Friedrich Merz was chancellor of Germany in 2023.",
        ),
    ],
)
def test_what_does_contradict_is_still_proposed(one, other):
    assert found(one, other).relation == "contradicts"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A third of the budget goes to defence.", "33 percent of the budget goes to defence."),
        ("Two thirds of members backed a strike.", "67% of members backed a strike."),
        (
            "Temperatures fell to -40 degrees in Moscow.",
            "Temperatures fell to minus 40 degrees in Moscow.",
        ),
        ("The war began in 2022.", "The war began on 24 February 2022."),
    ],
)
def test_one_number_said_in_two_ways_is_a_repetition(one, other):
    assert found(one, other).same


def test_who_holds_an_office_when_it_is_said_contradicts_one_who_held_it_then():
    carney = Statement("Mark Carney is prime minister of Canada.", said_on=date(2022, 6, 1))
    assert found("Justin Trudeau was prime minister of Canada in 2022.", carney)


def test_two_rates_are_named_as_what_they_are():
    why = found("The clinic saw 300 patients a day.", "The clinic saw 300 patients a week.").reason
    assert why.endswith("one number is per day, the other per week.")


def test_hyphen_between_two_numbers_is_no_minus():
    (only,) = quantities.find("They met 1999-2005 -5 times.")
    assert only.low == only.high == -5
    assert all(one.low >= 0 for one in quantities.find("The F-16 won 52-48, and Covid-19 fell."))


def test_span_of_years_that_begins_with_from_has_its_end():
    (only,) = times.find("from 2014 to 2016")
    assert (only.start, only.end) == (date(2014, 1, 1), date(2016, 12, 31))
