-- Everything that the checks have left, in one transaction. Claimants first, then claims as they came, then
-- what belongs to them. What is as stored already is not touched.
INSERT INTO claims_claimant (id, key, kind, name, job_title, same_as)
SELECT id, key, coalesce(nullif(kind, ''), 'person'), name, '', ''
FROM load_claimant
WHERE made AND id IN (SELECT claimant_id FROM load_claim WHERE is_new OR changed)
ORDER BY key;

INSERT INTO claims_claim (
    id, public_id, slug, text, claimant_id, claimant_unknown, claim_date, in_language, topics,
    subject, property, value, unit, valid_from, valid_to, external_id, selection_reason, priority
)
SELECT
    id, public_id,
    -- The rule of claims/intake/slugs.py, for many at once: the first one has the plain words.
    CASE WHEN place NOT IN (SELECT place FROM load_again) AND NOT EXISTS (
        SELECT FROM claims_claim AS other WHERE other.slug = said.slug
    ) THEN slug ELSE slug || '-' || left(md5(external_id), 16) END,
    text, claimant_id, claimant_unknown, claim_date, in_language, topics,
    subject, property, value, unit, valid_from, valid_to, external_id, selection_reason, priority
FROM load_claim AS said
WHERE is_new ORDER BY place;

UPDATE claims_claim AS claim SET
    text = said.text, claimant_id = said.claimant_id, claimant_unknown = said.claimant_unknown,
    claim_date = said.claim_date, in_language = said.in_language, topics = said.topics,
    subject = said.subject, property = said.property, value = said.value, unit = said.unit,
    valid_from = said.valid_from, valid_to = said.valid_to,
    selection_reason = said.selection_reason, priority = said.priority
FROM load_claim AS said WHERE said.changed AND claim.id = said.id;

INSERT INTO claims_appearance (claim_id, article_id, exact, prefix, suffix, start, "end")
SELECT DISTINCT ON (claim_id, article_id, start)
    claim_id, article_id, exact, prefix, suffix, start, "end"
FROM load_passage WHERE id IS NULL ORDER BY claim_id, article_id, start, place;

UPDATE claims_appearance AS passage SET
    exact = said.exact, prefix = said.prefix, suffix = said.suffix, "end" = said."end"
FROM load_passage AS said WHERE said.changed AND passage.id = said.id;

-- Ratings are looked up once for all reviews that have the same one.
INSERT INTO load_meant
SELECT scale, rating, value, best, worst, foreign_rating_v1(scale, rating, value, best, worst)
FROM (
    SELECT DISTINCT scale, rating, value, best, worst FROM load_review WHERE id IS NULL OR changed
) AS said
WHERE EXISTS (SELECT FROM claims_foreignrating AS known WHERE known.scale = said.scale);

INSERT INTO claims_externalreview (
    claim_id, publisher, site, external_id, url, title, rating, value, best, worst, scale, means_id,
    reviewed_on, in_language, appeared_at
)
SELECT
    said.claim_id, said.publisher, said.site, said.external_id, said.url, said.title, said.rating,
    said.value, said.best, said.worst, said.scale, meant.means_id,
    said.reviewed_on, said.in_language, said.appeared_at
FROM load_review AS said
LEFT JOIN load_meant AS meant
    ON meant.scale = said.scale AND meant.rating = said.rating
    AND (meant.value, meant.best, meant.worst)
        IS NOT DISTINCT FROM (said.value, said.best, said.worst)
WHERE said.id IS NULL
ORDER BY said.place;

UPDATE claims_externalreview AS review SET
    publisher = said.publisher, site = said.site, external_id = said.external_id,
    title = said.title, rating = said.rating, value = said.value, best = said.best,
    worst = said.worst, scale = said.scale,
    means_id = foreign_rating_v1(said.scale, said.rating, said.value, said.best, said.worst),
    reviewed_on = said.reviewed_on, in_language = said.in_language, appeared_at = said.appeared_at
FROM load_review AS said WHERE said.changed AND review.id = said.id;
