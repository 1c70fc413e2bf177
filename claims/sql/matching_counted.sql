-- How many claims stand that “reviewed already?” does not know, and how many it finds that do not. Two indexes
-- know it, so that no claim has to be read: kinds are not in them, and which of these claims are retracted
-- whoever reads the entries says.
SELECT count(*) FILTER (WHERE made.claim_id IS NULL),
    count(*) FILTER (WHERE claim.claim_id IS NULL AND made.filled >= made.asked)
FROM (SELECT claim_id FROM record_claim WHERE ended_at IS NULL) AS claim
FULL JOIN record_match AS made ON made.claim_id = claim.claim_id
