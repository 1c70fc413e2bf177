-- Claims that “reviewed already?” misses, or finds though they do not stand, as a sentence. What waits for
-- the worker (filled < asked) is right either way. The least of all: for any one of them PostgreSQL would
-- look up each claim by itself.
(SELECT 'Matching does not know entry ' || min(claim.sequence) || '.'
FROM record_claim AS claim
WHERE claim.ended_at IS NULL AND claim.kind <> 'retraction'
  AND NOT EXISTS (SELECT FROM record_match AS made WHERE made.claim_id = claim.claim_id)
HAVING count(*) > 0)
UNION ALL
(SELECT 'Matching still finds the claim ' || min(made.claim_id::text) || ', which does not stand.'
FROM record_match AS made
WHERE made.filled >= made.asked AND NOT EXISTS (
    SELECT FROM record_claim AS claim
    WHERE claim.claim_id = made.claim_id AND claim.ended_at IS NULL AND claim.kind <> 'retraction')
HAVING count(*) > 0)
