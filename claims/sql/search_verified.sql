-- The first of some entries of which search does not know what it should, and if it stands; no row is right.
-- Only entries that are in doubt are asked about.
SELECT claim.sequence, claim.ended_at IS NULL AS stands
FROM record_claim AS claim LEFT JOIN record_search AS made USING (sequence)
WHERE claim.sequence = ANY (%s) AND CASE WHEN claim.ended_at IS NULL AND claim.kind <> 'retraction' THEN
    (made.rating, made.claimant, made.publishers, made.topics, made.published_at, made.claim_date,
        made.valid_from, made.valid_to, made.search)
    IS DISTINCT FROM (claim.rating, claim.claimant, claim.publishers, claim.topics, claim.published_at,
        claim.claim_date, claim.valid_from, claim.valid_to, claim.search || array_to_tsvector(record_terms_v1(claim)))
    ELSE made.sequence IS NOT NULL END
ORDER BY claim.sequence LIMIT 1
