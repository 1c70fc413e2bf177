-- What belongs to the claims of load_merge.sql: passages, and reviews of other publishers. Where the claims are new,
-- nobody else can know them, so it waits for nobody.
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
