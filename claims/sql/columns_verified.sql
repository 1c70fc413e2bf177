-- What filters, addresses and times look at does not follow from the entry, as a sentence; no row is
-- right. Only entries that are in doubt are asked about.
SELECT 'What filters know of entry ' || claim.sequence || ' was changed.'
FROM record_claim AS claim
JOIN record_publication AS entry USING (sequence)
-- Parsed once: PostgreSQL would put the expression wherever its name stands.
CROSS JOIN LATERAL (SELECT convert_from(entry.document, 'UTF8')::jsonb AS said OFFSET 0) AS read
WHERE claim.sequence = ANY (%s) AND (
    (claim.claim_id, claim.kind::text, claim.published_at, claim.slug::text, claim.first_published_at,
       claim.in_language::text, claim.claim_date, claim.claimant::text, claim.rating::text,
       claim.rating_normalized::text, claim.valid_from, claim.valid_to)
    IS DISTINCT FROM
      (entry.claim_id, entry.kind::text, entry.published_at, split_part(said ->> 'url', '/', 3),
       (said ->> 'first_published_at')::timestamptz, said ->> 'in_language',
       (said ->> 'claim_date')::date, coalesce(said #>> '{claimant,key}', ''),
       coalesce(said #>> '{rating,key}', ''), coalesce(said #>> '{rating,normalized}', ''),
       (said #>> '{point_at_issue,valid_from}')::date, (said #>> '{point_at_issue,valid_to}')::date)
    OR to_jsonb(claim.topics) IS DISTINCT FROM said -> 'topics'
    OR claim.articles::text[] IS DISTINCT FROM ARRAY(
        SELECT DISTINCT place #>> '{article,key}' COLLATE "C"
        FROM jsonb_array_elements(coalesce(said -> 'appearances', '[]')) AS place ORDER BY 1
    )
    OR claim.publishers::text[] IS DISTINCT FROM ARRAY(
        SELECT DISTINCT place #>> '{article,publisher,name}' COLLATE "C"
        FROM jsonb_array_elements(coalesce(said -> 'appearances', '[]')) AS place
        WHERE place #>> '{article,publisher,name}' IS NOT NULL ORDER BY 1
    )
)
ORDER BY claim.sequence LIMIT 1
