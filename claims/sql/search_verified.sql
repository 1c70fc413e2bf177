-- What record_search and record_count do not say as record_claim does, as a sentence; no row is right.
SELECT 'What search knows of entry ' || claim.sequence || ' is missing or was changed.'
FROM record_claim AS claim LEFT JOIN record_search AS made ON made.sequence = claim.sequence
WHERE claim.ended_at IS NULL AND claim.kind <> 'retraction'
  AND (made.search, made.rating, made.claimant, made.publishers, made.topics, made.published_at,
       made.claim_date, made.valid_from, made.valid_to)
    IS DISTINCT FROM
      (claim.search || array_to_tsvector(record_terms_v1(claim)), claim.rating, claim.claimant,
       claim.publishers, claim.topics, claim.published_at, claim.claim_date, claim.valid_from,
       claim.valid_to)
UNION ALL
SELECT 'Search still finds entry ' || made.sequence || ', which does not stand.'
FROM record_search AS made LEFT JOIN record_claim AS claim ON claim.sequence = made.sequence
WHERE (claim.ended_at IS NULL AND claim.kind <> 'retraction') IS NOT TRUE
UNION ALL
SELECT 'The claims of the ' || facet || ' “' || value || '” are miscounted.'
FROM (
    SELECT facet, value, count(*) AS claims FROM record_search CROSS JOIN LATERAL (
        SELECT 'rating', rating
        UNION ALL SELECT 'claimant', claimant WHERE claimant <> ''
        UNION ALL SELECT DISTINCT 'publisher', unnest(publishers)
        UNION ALL SELECT DISTINCT 'topic', unnest(topics)
    ) AS named (facet, value) GROUP BY facet, value
) AS counted FULL JOIN record_count AS kept USING (facet, value)
WHERE counted.claims IS DISTINCT FROM kept.claims
LIMIT 1
