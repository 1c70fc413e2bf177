"""ClaimReviews held against schema.org's shapes and Google's rules by pyshacl, offline."""

import copy
import json
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Literal
from rdflib.namespace import XSD

from tests import documents

# pyshacl and rdflib's own parsers still use what rdflib has given up.
pytestmark = pytest.mark.filterwarnings(
    r"ignore:(ConjunctiveGraph|Dataset\.\w+) is deprecated:DeprecationWarning"
)

HERE = Path(__file__).parent
GOLDEN = sorted((HERE.parents[1] / "fixtures" / "claimreview").glob("*.json"))
OURS = str(HERE / "shapes" / "claimreview.ttl")
# schema.org as SHACL by datashapes.org; pyshacl has it in its wheel.
SCHEMA_ORG = "http://datashapes.org/schema"
SCHEMA = "http://schema.org/"
# In place of the context that https://schema.org would serve: the network is not asked.
CONTEXT = {
    "@vocab": SCHEMA,
    **{name: {"@type": "@id"} for name in ("url", "sameAs", "archivedAt")},
}
NUMBERS = {SCHEMA + name for name in ("ratingValue", "bestRating", "worstRating")}
DATES = {SCHEMA + name for name in ("dateCreated", "datePublished", "dateModified")}
REVERSED = {"text": "True", "value": 1, "best": 1, "worst": 5}


review = documents.review


def graph(*reviews):
    """Parse the reviews as a consumer does, giving literals the types that schema.org expects."""
    made = Graph()
    for told in reviews:
        made.parse(data=json.dumps(told | {"@context": CONTEXT}), format="json-ld")
    for subject, name, value in list(made):
        if str(name) in NUMBERS | DATES:
            made.remove((subject, name, value))
            made.add((subject, name, Literal(str(value), datatype=_type(str(name), str(value)))))
    return made


def _type(name, text):
    if name in NUMBERS:
        return XSD.float
    return XSD.dateTime if "T" in text else XSD.date


def complaints(data, shapes, **options):
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, **options)
    return "" if conforms else text


def variants():
    yield from (json.loads(file.read_text()) for file in GOLDEN)
    yield review()
    yield review(claimant=None, claim_date=None, appearances=[], sources=[])
    yield review(rating=REVERSED)
    yield review(rating=documents.NUMBERLESS)
    yield review(claimant=documents.CARNEY | {"kind": "organization"})
    yield review(sources=[documents.source(url="https://example.org/a b|é", publisher=None)])
    yield review(appearances=[documents.place("a"), documents.place("b", publisher=None)])


def test_all_fit_the_shapes_of_schema_org():
    data = graph(*variants())
    assert len(list(data.subjects(predicate=None, object=None))) > 100
    assert complaints(data, SCHEMA_ORG, ont_graph=SCHEMA_ORG) == ""


def test_shapes_of_schema_org_refuse_what_is_wrong():
    wrong = review()
    wrong["author"] = wrong["citation"][0]
    wrong["reviewRating"]["ratingExplanation"] = {"@type": "Thing"}
    wrong["itemReviewed"]["author"]["sameAs"] = {"@value": "not an address"}
    wrong["datePublished"] = "yesterday"
    found = complaints(graph(wrong), SCHEMA_ORG, ont_graph=SCHEMA_ORG)
    for shape in (
        "CreativeWork-author", "Rating-ratingExplanation", "Thing-sameAs",
        "CreativeWork-datePublished",
    ):  # fmt: skip
        assert f"schema:{shape}" in found


@pytest.mark.parametrize("told", list(variants()), ids=lambda told: told["name"][:30])
def test_each_fits_our_shapes(told):
    assert complaints(graph(told), OURS) == ""


def test_our_shapes_are_shapes():
    assert complaints(graph(review()), OURS, meta_shacl=True) == ""


def _set(*path, to):
    def change(told):
        for name in path[:-1]:
            told = told[name]
        if to is None:
            del told[path[-1]]
        else:
            told[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("claimReviewed", to=None),
        _set("claimReviewed", to=" "),
        _set("url", to=None),
        _set("url", to="/claims/canola/"),
        _set("author", "url", to=None),
        _set("author", "name", to=""),
        _set("reviewRating", to=None),
        _set("reviewRating", "alternateName", to=None),
        _set("reviewRating", "bestRating", to=None),
        _set("reviewRating", "ratingValue", to=6),
        _set("reviewRating", "worstRating", to=5),
        _set("reviewRating", "alternateName", to="Outdated"),
        _set("itemReviewed", "@type", to="Thing"),
        _set("itemReviewed", "author", "name", to=None),
        _set("itemReviewed", "author", "sameAs", to="javascript:alert(1)"),
        _set("itemReviewed", "apearance", to="a slip"),
        _set("citation", 0, "name", to=""),
        _set("dateModified", to="2026-01-01T00:00:00Z"),
        _set("datePublished", to="2026-02-01"),
        _set("correction", 0, "text", to=None),
        _set("inLanguage", to="english language"),
    ],
)
def test_our_shapes_refuse_what_is_wrong(change):
    told = copy.deepcopy(review())
    change(told)
    assert complaints(graph(told), OURS) != ""


def test_our_shapes_want_exactly_one_to_a_page():
    assert complaints(graph(review(), review()), OURS) != ""
    assert complaints(graph(), OURS) != ""
