-- Of these entries, which have ended, one whose end is not the time of the next entry of its claim, as a
-- sentence. Few have ended, so looking up what came next is cheap, and needs no memory.
SELECT 'The end of entry ' || claim.sequence || ' was changed: it is ' ||
    -- Infinity has no such form.
    coalesce(to_char(claim.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), claim.ended_at::text) || '.'
FROM record_claim AS claim
WHERE claim.sequence = ANY (%s) AND claim.ended_at IS DISTINCT FROM (
    SELECT later.published_at FROM record_publication AS later
    WHERE later.claim_id = claim.claim_id AND later.sequence > claim.sequence
    ORDER BY later.sequence LIMIT 1
)
ORDER BY claim.sequence LIMIT 1
