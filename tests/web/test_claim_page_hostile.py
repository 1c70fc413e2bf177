"""The page of a claim whose every text was written by an enemy."""

from datetime import date

import extruct

from claims.desk.review import workflow
from tests import factories

EVIL = "\"><script>alert(1)</script><!--<script>]]>&quot;\\{{ 7|add:7 }}'\u202e\u2028\u2029\\u0000/"


def _correct(review, cast):
    """Change each text, so that the page shows what became of it."""
    new = workflow.correct(review, by=cast.bob, comment=EVIL)
    texts = {"title": f"{EVIL} 2", "explanation": f"{EVIL * 19} 2", "correction_note": EVIL}
    workflow.write(new, by=cast.alice, **texts)
    source = factories.source(title=f"{EVIL} 2", url="https://example.org/2")
    workflow.attach(new, source, by=cast.alice, stance="context", quote=EVIL, note=EVIL)
    workflow.submit(new, by=cast.alice)
    workflow.approve(new, by=cast.bob)
    workflow.publish(new, by=cast.bob)


def test_hostile_text_stays_text_and_leads_nowhere(client, committed_db):
    cast = committed_db.cast
    article = factories.article(
        headline=EVIL, url="javascript:alert(1)", author=EVIL, publisher=factories.publisher(EVIL)
    )
    claim = factories.claim(
        text=EVIL, slug="evil", topics=[EVIL], subject=EVIL, claim_date=date(1, 1, 1),
        claimant=factories.claimant(EVIL, key="evil", same_as="javascript:alert(1)"),
    )  # fmt: skip
    claim.appearances.create(article=article, exact=EVIL, prefix=EVIL, start=1, end=2)
    review = factories.written(cast.alice, of=claim)
    workflow.write(review, by=cast.alice, title=EVIL, explanation=EVIL * 20)
    source = factories.source(title=EVIL, url="data:text/html,x", archived_url="javascript:x")
    workflow.attach(review, source, by=cast.alice, stance="context", quote=EVIL, note=EVIL)
    workflow.submit(review, by=cast.alice)
    workflow.approve(review, by=cast.bob)
    review = workflow.publish(review, by=cast.bob)
    _correct(review, cast)
    for path in ("/claims/evil/card/", "/claims/evil/versions/1/", "/", "/claims/evil/"):
        page = client.get(path).content.decode()
        blocks = page.count('<script type="application/ld+json">')
        assert blocks == (1 if path == "/claims/evil/" else 0)
        assert page.count("<script") == page.count("</script") == blocks
        assert "&lt;script&gt;" in page
        assert 'href="javascript:' not in page
        assert 'href="data:' not in page
    assert page.count("<ins>") >= 3
    (told,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert (told["claimReviewed"], told["name"]) == (EVIL, f"{EVIL} 2")
    assert told["itemReviewed"]["author"] == {"@type": "Person", "name": EVIL}
    evil = told["citation"][-2]
    assert (evil["name"], evil.get("url"), evil.get("archivedAt")) == (EVIL, None, None)
