"""What is wrong with staged rows: each rule one statement over all of them.

A row with a fault is taken out, with the whole of what it says; the rest goes on.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql as compose

from claims.intake import rules
from claims.intake.loading import rows
from claims.models import Appearance, Claim, Claimant, ExternalReview

NUMBER = r"^-?[0-9]{1,8}(\.[0-9]{1,4})?$"
WEB = r"^https?://[^\s/?#@:.]+\.[^\s/?#@:]*[^\s/?#@:.](:[0-9]+)?([/?#]\S*)?$"
PORT = r"^https?://[^\s/?#@:]+:([0-9]+)"
HOST = r"^[^\s/?#@:]+$"
HOST_LENGTH = 200
# PostgreSQL has a function that says it from version 16 on.
A_DAY = (
    "CASE WHEN {c} ~ '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
    " THEN to_char((left({c}, 7) || '-01')::date + right({c}, 2)::integer - 1, 'YYYY-MM-DD') = {c}"
    " ELSE FALSE END"
)
URL_BYTES = 2000
"""Addresses stand in an index, whose rows end at 2,704 bytes."""


@dataclass(frozen=True)
class Rule:
    """`broken` is a condition of SQL over `{c}`, a cell that is neither absent nor empty."""

    field: str
    broken: str
    reason: str
    remedy: str
    empty: bool = False
    """Whether it is asked of absent and empty cells, too."""


def _day(field: str) -> Rule:
    return Rule(field, f"NOT {A_DAY}", "This is no day.", rules.DAY_REMEDY)


def _longest(field: str, model: type[Any], column: str) -> Rule:
    longest = model._meta.get_field(column).max_length
    reason = f"There are more than {longest} characters."
    return Rule(field, f"length({{c}}) > {longest}", reason, "Shorten it.")


def _number(field: str) -> Rule:
    return Rule(field, f"{{c}} !~ '{NUMBER}'", "This is no number.", "Write it like 4 or 2.5.")


def _web(field: str) -> Rule:
    broken = f"{{c}} !~ '{WEB}' OR octet_length({{c}}) > {URL_BYTES}"
    remedy = f"Write one that begins with https:// and has {URL_BYTES} bytes at most."
    return Rule(field, broken, "This is no address of a web page.", remedy)


def _port(field: str) -> Rule:
    broken = (
        "strpos(substr({c}, 8), ':') > 0"
        f" AND substring({{c}} FROM '{PORT}')::numeric NOT BETWEEN 1 AND 65535"
    )
    return Rule(field, broken, "There is no such port.", "Write one from 1 to 65535, or none.")


def _one_of(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


LONGEST_TEXT = 100_000
"""Characters of a claim. PostgreSQL finds no words in what has a megabyte of them."""
RULES = (
    Rule("external_id", "coalesce({c}, '') = ''", "There is no id.", rules.KEY_REMEDY, empty=True),
    _longest("external_id", Claim, "external_id"),
    Rule(
        "text",
        f"length({{c}}) > {LONGEST_TEXT}",
        f"There are more than {LONGEST_TEXT:,} characters.",
        "A claim is one statement: shorten it.",
    ),
    _longest("claimant", Claimant, "name"),
    Rule(
        "claimant_kind",
        f"{{c}} NOT IN ({_one_of(tuple(Claimant.Kind.values))})",
        "There is no such kind.",
        f"Write {' or '.join(Claimant.Kind.values)}.",
    ),
    Rule(
        "claimant_unknown",
        f"lower({{c}}) NOT IN ({_one_of((*rules.YES, *rules.NO))})",
        "This is neither yes nor no.",
        rules.YES_NO_REMEDY,
    ),
    _day("claim_date"),
    _longest("in_language", Claim, "in_language"),
    Rule(
        "topics",
        f"{{c}} !~ '^[{rules.TOPIC_SIGNS}{rules.TOPICS_APART}]*$'"
        f" OR length({{c}}) > {rules.TOPIC_LENGTH}"
        f" AND {{c}} ~ '[{rules.TOPIC_SIGNS}]{{{rules.TOPIC_LENGTH + 1}}}'",
        "One of these is no topic.",
        f"For each {rules.TOPIC_REMEDY}",
    ),
    *(_longest(name, Claim, name) for name in ("subject", "property", "value", "unit")),
    _day("valid_from"),
    _day("valid_to"),
    Rule(
        "priority",
        f"{{c}} NOT IN ({_one_of(rules.PRIORITIES)})",
        "This is no priority.",
        rules.PRIORITY_REMEDY,
    ),
    *(_longest(name, Appearance, name) for name in ("exact", "prefix", "suffix")),
    _longest("review_publisher", ExternalReview, "publisher"),
    _longest("review_site", ExternalReview, "site"),
    Rule("review_site", f"{{c}} !~ '{HOST}'", "This is no host.", "Write it like example.org."),
    _longest("review_id", ExternalReview, "external_id"),
    _longest("review_title", ExternalReview, "title"),
    _longest("review_rating", ExternalReview, "rating"),
    _longest("review_scale", ExternalReview, "scale"),
    _longest("review_language", ExternalReview, "in_language"),
    _web("review_url"),
    Rule(
        "review_url",
        f"length({{c}}) > {HOST_LENGTH}"
        f" AND length(substring({{c}} FROM '^https?://([^/?#:]+)')) > {HOST_LENGTH}",
        "The host has too long a name.",
        "Name the review’s own address.",
    ),
    _port("review_url"),
    _web("review_appeared_at"),
    _port("review_appeared_at"),
    *(_number(name) for name in ("review_value", "review_best", "review_worst")),
    _day("review_date"),
    Rule(
        "review_date",
        # A day more: it may be tomorrow already where they are.
        f"CASE WHEN {A_DAY} THEN {{c}}::date > current_date + 1 END",
        "This day is still to come.",
        "Give the day on which they published their review.",
    ),
)


def _condition(rule: Rule) -> str:
    broken = rule.broken.replace("{c}", f'"{rule.field}"')
    return f"({broken})" if rule.empty else f"(\"{rule.field}\" <> '' AND ({broken}))"


def _faults(rule: Rule) -> compose.Composed:
    return compose.SQL(
        "SELECT place, line, {field}, left({cell}, {shown}), {reason}, {remedy}"
        " FROM load_row JOIN load_suspect USING (place) WHERE "
    ).format(
        field=compose.Literal(rule.field),
        cell=compose.Identifier(rule.field),
        shown=compose.Literal(rows.SHOWN),
        reason=compose.Literal(rule.reason),
        remedy=compose.Literal(rule.remedy),
    ) + compose.SQL(_condition(rule))


NO_IDENTITY = """
    coalesce(review_url, '') = '' AND coalesce(review_id, '') = ''
    AND concat(review_publisher, review_site, review_title, review_rating, review_value,
               review_date) <> ''
"""
NOBODY = """
    review_id <> '' AND coalesce(review_url, '') = ''
    AND coalesce(review_publisher, '') = '' AND coalesce(review_site, '') = ''
"""
RULES = (
    *RULES,
    Rule(
        "review_url",
        NO_IDENTITY,
        "There is no address of the review, and no id.",
        "Give one of the two.",
        empty=True,
    ),
    Rule(
        "review_publisher",
        NOBODY,
        "Nobody is named whose review this is.",
        "Give its publisher.",
        empty=True,
    ),
)
ANY_BROKEN = compose.SQL(" OR ").join([compose.SQL(_condition(rule)) for rule in RULES])
SUSPECTS = compose.SQL("INSERT INTO load_suspect SELECT place FROM load_row WHERE ") + ANY_BROKEN


def cells() -> None:
    """Check every cell by itself, and take out the rows in which one is wrong.

    One pass finds the rows in which anything is; the rules are asked one by one of those alone.
    """
    with connection.cursor() as cursor:
        cursor.cursor.execute(compose.SQL("TRUNCATE load_suspect"))
        cursor.cursor.execute(SUSPECTS)
        if cursor.rowcount:
            found = compose.SQL(" UNION ALL ").join(map(_faults, RULES))
            cursor.cursor.execute(compose.SQL("INSERT INTO load_fault ") + found)
            take_out()


def take_out() -> int:
    """Take the rows that have a fault out of what goes on; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM load_row USING load_fault WHERE load_row.place = load_fault.place"
        )
        return int(cursor.rowcount)
