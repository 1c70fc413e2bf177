-- Claims that “reviewed already?” misses, or finds though they do not stand, as a sentence. What waits for
-- the worker (filled < asked) is right either way.
(SELECT 'Matching does not know entry ' || claim.sequence || '.'
FROM record_claim AS claim
WHERE claim.ended_at IS NULL AND claim.kind <> 'retraction'
  AND NOT EXISTS (SELECT FROM record_match AS made WHERE made.claim_id = claim.claim_id)
LIMIT 1)
UNION ALL
(SELECT 'Matching still finds the claim ' || made.claim_id || ', which does not stand.'
FROM record_match AS made
WHERE made.filled >= made.asked AND NOT EXISTS (
    SELECT FROM record_claim AS claim
    WHERE claim.claim_id = made.claim_id AND claim.ended_at IS NULL AND claim.kind <> 'retraction')
LIMIT 1)
