-- What record_claim has beside one row for each entry, or an end that is not the next entry's time, as a
-- sentence. Of each claim one row stands, and each of the others ends when the next begins: then all
-- ends are right. Few have ended, so looking up what came next is cheap, and needs no memory. Which claim
-- stands twice is looked for only where claims and what stands are not as many: that an index says alone.
(SELECT 'The end of entry ' || claim.sequence || ' was changed: it is ' ||
    to_char(claim.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '.'
FROM record_claim AS claim
WHERE claim.ended_at IS NOT NULL AND claim.ended_at IS DISTINCT FROM (
    SELECT later.published_at FROM record_publication AS later
    WHERE later.claim_id = claim.claim_id AND later.sequence > claim.sequence
    ORDER BY later.sequence LIMIT 1
)
LIMIT 1)
UNION ALL
(SELECT 'The end of entry ' || min(sequence) || ' was changed: it is None.'
FROM record_claim
WHERE ended_at IS NULL AND (
    SELECT count(*) > count(DISTINCT claim_id) FROM record_claim WHERE ended_at IS NULL
)
GROUP BY claim_id HAVING count(*) > 1
LIMIT 1)
UNION ALL
(SELECT 'Entry ' || claim.sequence || ' is served, and stands in no record.'
FROM record_claim AS claim
WHERE NOT EXISTS (SELECT FROM record_publication AS entry WHERE entry.sequence = claim.sequence)
LIMIT 1)
UNION ALL
(SELECT 'Search still finds entry ' || made.sequence || ', which does not stand.'
    || ' manage.py rebuild_search makes it anew.'
FROM record_search AS made
WHERE NOT EXISTS (SELECT FROM record_claim AS claim WHERE claim.sequence = made.sequence)
LIMIT 1)
