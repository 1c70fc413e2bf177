-- What the chunk does: claims that are new, changed, as stored; passages; reviews; claimants. A claim
-- of which an earlier chunk spoke is counted there.
SELECT
    count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE changed),
    count(*) FILTER (WHERE NOT is_new AND NOT changed),
    (SELECT count(*) FROM (
        SELECT DISTINCT claim_id, article_id, start FROM load_passage WHERE id IS NULL OR changed
     ) AS passage),
    (SELECT count(*) FROM load_review WHERE id IS NULL OR changed),
    (SELECT count(*) FROM load_claimant
     WHERE made AND id IN (SELECT claimant_id FROM load_claim WHERE is_new OR changed))
FROM load_claim
-- What is new was not there before: of it nobody spoke, unless nothing is written.
WHERE is_new AND NOT %(dry_run)s OR NOT EXISTS (
    SELECT FROM load_seen
    WHERE load_seen.external_id = hashtextextended(load_claim.external_id, 0)
    OFFSET 0 -- Row by row, by the index.
)
