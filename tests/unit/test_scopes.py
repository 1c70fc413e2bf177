"""Claims in like words of different scope: silent, or said to be of another one; and what is left."""

from datetime import date

import pytest

from claims.language.statements import aligning, comparing, names, parts, quantities, scopes
from claims.language.statements.statement import Statement

NOBODY = names.Names()


def found(one, other, *days):
    said = [*days, None, None]
    pair = [Statement(text, said_on=day) for text, day in zip((one, other), said, strict=False)]
    forth, back = (comparing.compare(*order, NOBODY) for order in (pair, pair[::-1]))
    assert (forth and forth.relation) == (back and back.relation)
    return forth


SILENT = {
    "first and second year": (
        "More jobs were created in the first year of the Smith government than in ten years.",
        "More jobs were created in the second year of the Smith government than in ten years.",
    ),
    "negation beside the point": (
        "Alice Jones voted no on the bank rescue.",
        "Alice Jones was the only member who voted against the bank rescue.",
    ),
    "other things are lost": (
        "Under the trade treaty, the country lost thousands of plants.",
        "Under the trade treaty, the country lost millions of jobs.",
    ),
    "the highest, and one of the highest": (
        "The country has the highest corporate tax rate in the world.",
        "The country has one of the highest corporate tax rates in the world.",
    ),
    "two who speak of themselves": (
        "I have sued the federal agency seven times.",
        "Says he has sued the federal agency 25 times.",
    ),
    "what two people said": (
        "Alice Jones said that the fee is a tax.",
        "Bob Smith said that the fee is not a tax.",
    ),
    "only on a condition": (
        "The mayor vetoed the new bridge.",
        "If the mayor approved the new bridge, jobs would come.",
    ),
    "a share of two things": (
        "Almost 95 percent of the pregnancy services were scans of the clinic.",
        "Almost 37 percent of the whole yearly income of the clinic is from pregnancy services and scans.",
    ),
    "a rank is no denial": (
        "Phoenix is the kidnapping capital of the world.",
        "Phoenix is the No. 2 kidnapping capital of the world.",
    ),
    "two people of one surname": (
        "Alice Brown voted with the president 70 percent of the time.",
        "Carol Brown voted with the president 95 percent of the time.",
    ),
    "a rise and a level": (
        "More than 46 million people live in poverty in the country.",
        "6 million more people live in poverty in the country.",
    ),
    "two headings": ("On the trade deal with Asia", "On the trade deal with Asia."),
    "two years": (
        "People will spend more on taxes in 2015 than on food and clothing.",
        "People will spend more on taxes in 2014 than on food and clothing.",
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_another_scope_is_no_contradiction_and_no_repetition(case):
    assert found(*SILENT[case]) is None


AGAINST = {
    "negation of the point": (
        "Preventive care saves money.",
        "Preventive care does not save the government money.",
    ),
    "shares of one thing": (
        "Half of illegal immigrants come on legal visas and overstay.",
        "Forty percent of illegal immigrants are people coming on legal visas and overstaying them.",
    ),
    "other words around one number": (
        "The mayor has led the city to 9 credit downgrades.",
        "The city has had seven credit downgrades since the mayor came.",
    ),
}


@pytest.mark.parametrize("case", AGAINST)
def test_one_thing_said_otherwise_is_found(case):
    assert found(*AGAINST[case]).relation == "contradicts"


def test_another_number_said_years_later_may_replace_the_first():
    pair = (
        "The senator voted for higher taxes 150 times.",
        "The senator voted for higher taxes 349 times.",
    )
    assert found(*pair, date(2012, 10, 1), date(2012, 10, 17)).relation == "contradicts"
    assert found(*pair, date(2012, 8, 9), date(2018, 6, 13)).relation == "supersedes"


def test_reason_names_the_months_in_which_two_numbers_were_said():
    days = (date(2012, 8, 9), date(2018, 6, 13))
    later = found(
        "We spend more than the next eight nations.",
        "We spend more than the next 12 nations.",
        *days,
    )
    assert later.relation == "supersedes"
    assert "in August 2012 and in June 2018" in later.reason


@pytest.mark.parametrize("where", ["Women in Ohio make", "Ohio women make"])
def test_number_of_a_narrower_group_is_of_another_scope(where):
    finding = found(
        "Women make 77 cents for every dollar a man earns.",
        f"{where} 83 cents for every dollar a man earns.",
    )
    assert (finding.relation, finding.score < 0.5) == ("different_scope", True)


def test_same_words_are_surer_than_nearly_the_same_and_than_a_number():
    text = "The new bridge will cost the city 40 million dollars."
    same = found(text, "The new bridge will cost the city 40 million dollars!")
    near = found(text, "Says the new big bridge will cost the city 40 million dollars.")
    other = found(text, "The new bridge will cost the city 50 million dollars.")
    assert (same.relation, near.relation, other.relation) == (
        "corroborates", "corroborates", "contradicts",
    )  # fmt: skip
    assert same.score > max(near.score, other.score)


def test_numbers_far_apart_are_less_sure():
    one, other = (
        "The bridge will cost us all 40 million dollars.",
        "The bridge will cost us all {}.",
    )
    one, other = one.replace("us all", "the whole city"), other.replace("us all", "the city")
    near, far = (found(one, other.format(sum_)) for sum_ in ("$50 million", "$90 billion"))
    assert near.score > far.score


def test_what_somebody_promised_and_did_not_do_is_no_denial():
    finding = found(
        "The mayor promised to cut the deficit by a third.",
        "The mayor promised to cut the deficit by a third, but didn't.",
    )
    assert finding.same


def test_numbers_answer_those_that_count_the_same():
    texts = ("Two towns lost 40 jobs.", "40 jobs and 3 towns were lost.")
    counted = [
        tuple(aligning.counted(text, one) for one in quantities.find(text)) for text in texts
    ]
    aligned = aligning.align(*counted)
    said = {(one.quantity.said, other.quantity.said) for one, other in aligned.pairs}
    assert said == {("Two", "3"), ("40", "40")}
    assert len(aligned.apart) == 1


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("tens of thousands of jobs", 10_000, 100_000), ("hundreds of millions", 1e8, 1e9)],
)
def test_tens_of_thousands_are_read(text, low, high):
    (only,) = quantities.find(text)
    assert (only.low, only.high) == (low, high)


def test_decade_is_no_quantity():
    assert quantities.find("It was in the 80s.") == []


def test_periods_and_places_are_read():
    scope = scopes.read("In the last five years, jobs grew in South Dakota and Ohio’s south.")
    assert scope.periods == {"last five year"}
    assert scope.places == {"south", "dakota", "ohio"}
    assert not scope.personal


def test_parts_are_read_once_for_one_text():
    assert parts.read("Women earn less.", NOBODY) is parts.read("Women earn less.", NOBODY)
