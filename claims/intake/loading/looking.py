"""What staged rows would be at the desk: claims, passages, reviews; new, changed or as stored.

Nothing is written but the tables of the session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.text import slugify

from claims import exceptions, sql
from claims.intake import passages, rules
from claims.intake.loading import checking, statements
from claims.models import Article

KEY_LENGTH = 75
"""Shorter than a key may be: a digest and a number have room."""


@dataclass(frozen=True)
class How:
    """How the rows of a file are read. `by_key`: a claimant may be named by its key."""

    make_claimants: bool
    by_key: bool
    dry_run: bool


def look(how: How, *, lock: Callable[[], None]) -> None:
    """Fill the tables of what the rows would be, and note faults in load_fault.

    `lock` is called once it is known which claims change, before what belongs to them is compared.
    """
    _empty(*TABLES)
    statements.run(f"{WHOM}{sql.read('load_claimants')}", by_key=how.by_key)
    if how.make_claimants:
        _name_claimants()
    _locate()
    statements.run(sql.read("load_known"), **REMEDIES)
    checking.take_out()
    statements.run(sql.read("load_twice"), **REMEDIES)
    if checking.take_out():
        statements.run("TRUNCATE load_twice")
        statements.run(sql.read("load_twice"), **REMEDIES)
    # Looked up once: within the statement, it would be for each row.
    ids = statements.row("SELECT pg_get_serial_sequence('claims_claim', 'id')")[0]
    statements.run(sql.read("load_classify"), ids=ids, **READ)
    statements.run(sql.read("load_passages"))
    lock()
    statements.run(sql.read("load_reviews"))
    statements.run(sql.read("load_checked"), **REMEDIES, dry_run=how.dry_run)
    checking.take_out()


WHOM = "INSERT INTO load_claimant (name, id, found, made, kind)\n"
TABLES = [
    f"load_{name}" for name in ("twice", "claimant", "claim", "again", "passage", "review", "meant")
]
READ = {
    "yes": list(rules.YES),
    "language": rules.LANGUAGE,
    "priority": rules.PRIORITY,
    "topics_apart": rules.TOPICS_APART,
    "blank": " " * len(rules.TOPICS_APART),
}
REMEDIES = {
    "many_claimants": rules.MANY_CLAIMANTS,
    "no_claimant": rules.NO_CLAIMANT,
    "no_article": rules.NO_ARTICLE,
    "no_exact": rules.NO_EXACT,
    "no_place": rules.NO_PLACE,
    "position": f"^{rules.PLACE}$",
    "end_after_start": exceptions.OF_CONSTRAINT["appearance_end_after_start"][1],
    "twice": rules.TWICE_REMEDY,
    "no_text": exceptions.OF_CONSTRAINT["claim_text_not_empty"][1],
    "claimant_or_unknown": exceptions.OF_CONSTRAINT["claim_claimant_or_unknown"][1],
    "ends_after_start": exceptions.OF_CONSTRAINT["claim_validity_ends_after_start"][1],
    "fixed": exceptions.OF_CONSTRAINT["claim_fixed_while_approved"][1],
    "pinned": exceptions.OF_CONSTRAINT["appearance_unique_place"][1],
}


def _empty(*tables: str) -> None:
    """Empty those that are not: to empty a table costs the same, however few rows it has."""
    filled = statements.rows(
        "SELECT oid::regclass::text FROM pg_class"
        " WHERE oid = ANY(%(tables)s::regclass[]) AND pg_relation_size(oid) > 0",
        tables=list(tables),
    )
    if filled:
        statements.run(f"TRUNCATE {', '.join(name for (name,) in filled)}")


def _locate() -> None:
    """Find the passages in articles whose text is stored: the words say the place, not the file."""
    wanted = statements.rows(
        "SELECT row.place, row.line, article.id, row.exact, coalesce(row.prefix, ''),"
        " coalesce(row.suffix, '') FROM load_row AS row"
        " JOIN claims_article AS article ON article.key = row.article"
        " WHERE article.text <> '' AND row.exact <> '' ORDER BY article.id"
    )
    text, of_article = "", None
    for place, line, article, exact, prefix, suffix in wanted:
        if article != of_article:
            of_article, text = (
                article,
                Article.objects.values_list("text", flat=True).get(pk=article),
            )
        try:
            found = passages.locate(text, exact, prefix, suffix)
        except exceptions.DeskError as error:
            statements.run(
                "INSERT INTO load_fault VALUES (%(place)s, %(line)s, 'exact', left(%(exact)s, 200),"
                " 'The passage was not found.', %(remedy)s);"
                'UPDATE load_row SET start = 0, "end" = 1 WHERE place = %(place)s',
                place=place, line=line, exact=exact, remedy=str(error),
            )  # fmt: skip
        else:
            statements.run(
                'UPDATE load_row SET start = %(start)s, "end" = %(end)s WHERE place = %(place)s',
                place=place, start=found.start, end=found.end,
            )  # fmt: skip


def _name_claimants() -> None:
    """Give each name that nobody has an id and a key: who is used at the end is made."""
    names = statements.rows("SELECT name FROM load_claimant WHERE found = 0")
    if not names:
        return
    keys = [_key(name) for (name,) in names]
    statements.run(
        sql.read("load_named"),
        names=[name for (name,) in names],
        keys=keys,
        longer=[f"{key}-{_digest(name)}" for key, (name,) in zip(keys, names, strict=True)],
    )


def _key(name: str) -> str:
    return slugify(name)[:KEY_LENGTH].strip("-") or "claimant"


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]
