"""The fixtures say what the five articles say, in our own words. No database is needed."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT.parent / "shared" / "articles"
RUN = 9
"""So many words in a row that stand in an article are a sentence carried over."""
FACTS = {"headline", "title", "url", "same_as"}
"""Bibliographic references carry over as they are."""


def load(name):
    return json.loads((ROOT / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))


def rows(name, model):
    return [row["fields"] for row in load(name) if row["model"] == f"claims.{model}"]


CLAIMS = rows("claims", "claim")
APPEARANCES = rows("claims", "appearance")
CONTRADICTIONS = rows("contradictions", "contradiction")
STEPS = load("decisions")["decisions"]
CLAIM_IDS = {claim["external_id"] for claim in CLAIMS}
ARTICLE_KEYS = {article["key"] for article in rows("articles", "article")}


@pytest.fixture(scope="module")
def texts():
    if not ARTICLES.is_dir():
        pytest.skip(f"{ARTICLES} is not there: the article texts are not shipped")
    return {key: (ARTICLES / f"{key}.txt").read_bytes().decode("utf-8") for key in ARTICLE_KEYS}


def test_there_are_a_hundred_claims_and_more():
    assert len(CLAIMS) >= 100


@pytest.mark.parametrize("field", ["external_id", "public_id", "slug", "text"])
def test_no_two_claims_share_a(field):
    counted = Counter(claim[field] for claim in CLAIMS)
    assert [value for value, count in counted.items() if count > 1] == []


def test_every_claim_stands_in_an_article():
    assert {row["claim"][0] for row in APPEARANCES} == CLAIM_IDS
    assert {row["article"][0] for row in APPEARANCES} == ARTICLE_KEYS


def test_every_claim_has_a_point_at_issue_and_a_claimant_or_unknown_on_purpose():
    known = {row["key"] for row in rows("claimants", "claimant")}
    for claim in CLAIMS:
        assert claim["subject"], claim["external_id"]
        assert claim["property"], claim["external_id"]
        assert claim["value"], claim["external_id"]
        assert (claim["claimant"] is None) == claim["claimant_unknown"], claim["external_id"]
        assert claim["claimant"] is None or claim["claimant"][0] in known, claim["external_id"]


def test_a_passage_is_short_and_its_position_fits_its_words():
    for row in APPEARANCES:
        assert len(row["exact"].split()) <= 8, row
        assert len(row["prefix"]) <= 32, row
        assert len(row["suffix"]) <= 32, row
        assert row["end"] - row["start"] == len(row["exact"]), row


def test_statements_of_several_articles_are_one_claim():
    where = {(row["claim"][0], row["article"][0]) for row in APPEARANCES}
    shared = [claim for claim, count in Counter(claim for claim, _ in where).items() if count > 1]
    assert len(shared) >= 17


def test_every_tension_of_the_list_has_a_contradiction():
    noted = {reference for row in CONTRADICTIONS for reference in row["references"]}
    assert noted == {f"C{number}" for number in range(1, 23)}


def test_contradictions_are_pairs_of_claims_noted_once():
    pairs = [frozenset((row["left"][0], row["right"][0])) for row in CONTRADICTIONS]
    assert all(len(pair) == 2 and pair <= CLAIM_IDS for pair in pairs)
    assert len(set(pairs)) == len(pairs)
    assert all(row["note"] and row["left_value"] != row["right_value"] for row in CONTRADICTIONS)


def test_fixtures_decide_nothing():
    decided = {"status", "holds", "resolution", "decided_by", "decided_at"}
    assert not any(decided & row.keys() for row in CONTRADICTIONS)


@pytest.mark.parametrize(
    "pair",
    [
        ("all-three-released-2021", "china-arrested-two-canadians"),
        ("pm-of-canada-justin-trudeau", "pm-of-canada-carney"),
        ("first-foreign-minister-since-trump", "first-pm-visit-since-2017"),
        ("local-ev-from-40000", "chinese-ev-13000"),
        ("ev-cap-49000", "ev-cap-70000-in-five-years"),
        ("canada-ev-tariff-100", "canola-tariff-100"),
    ],
)
def test_what_only_looks_like_a_contradiction_is_not_noted(pair):
    ids = {f"ca-cn:{name}" for name in pair}
    assert ids <= CLAIM_IDS
    assert ids not in [{row["left"][0], row["right"][0]} for row in CONTRADICTIONS]


def test_rating_colours_carry_white_text():
    for rating in rows("ratings", "rating"):
        assert contrast_with_white(rating["colour"]) >= 4.5, rating["key"]


def contrast_with_white(colour):
    """Contrast ratio of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_decisions_name_only_what_is_there():
    ratings = {rating["key"] for rating in rows("ratings", "rating")}
    publishers = {publisher["name"] for publisher in rows("publishers", "publisher")}
    contradictions = {row["external_id"] for row in CONTRADICTIONS}
    for step in STEPS:
        assert step["by"] in {"alice", "bob", "charlie"}, step
        assert step.get("claim") in CLAIM_IDS | {None}, step
        assert step.get("contradiction") in contradictions | {None}, step
        assert step.get("rating") in ratings | {None}, step
        for source in sources(step):
            assert source.get("article") in ARTICLE_KEYS | {None}, step
            assert source.get("publisher") in publishers | {None}, step
            assert ("article" in source) != source.get("url", "").startswith("https://"), step


def sources(step):
    return [evidence["source"] for evidence in step.get("evidence", [])]


def test_nobody_approves_what_he_wrote():
    authors = {}
    for step in STEPS:
        if step["do"] in {"start", "write"}:
            authors[step["claim"]] = step["by"]
        if step["do"] in {"approve", "publish", "return", "retract"}:
            assert step["by"] == "bob" != authors[step["claim"]], step
    assert set(authors.values()) == {"alice", "charlie"}


def test_the_demo_shows_every_kind_of_step():
    counted = Counter(step["do"] for step in STEPS)
    assert counted["publish"] >= 15
    assert counted["correct"] == counted["retract"] == 1
    assert {"assign", "return", "decline", "reopen"} <= counted.keys()


def test_no_sentence_of_an_article_is_carried_over(texts):
    forbidden = {run for text in texts.values() for run in runs(text)}
    names = ["ratings", "publishers", "articles", "claimants", "claims", "contradictions"]
    for name in [*names, "decisions"]:
        for ours in strings(load(name)):
            assert not (runs(ours) & forbidden), f"{name}: {ours}"


def runs(text):
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def strings(node):
    """Every string that we wrote; a passage as one, with what stands around it."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from strings(item)
    elif isinstance(node, dict):
        if "exact" in node:
            yield node["prefix"] + node["exact"] + node["suffix"]
        for key in node.keys() - FACTS:
            yield from strings(node[key])


def test_quotes_from_articles_stand_in_them(texts):
    for step in STEPS:
        for evidence in step.get("evidence", []):
            assert len(evidence["quote"].split()) <= 8, evidence
            article = evidence["source"].get("article")
            assert article is None or evidence["quote"] in texts[article], evidence


def test_passages_stand_in_the_texts(texts):
    for row in APPEARANCES:
        text = texts[row["article"][0]]
        assert text[row["start"] : row["end"]] == row["exact"], row
        assert text[: row["start"]].endswith(row["prefix"]), row
        assert text[row["end"] :].startswith(row["suffix"]), row
