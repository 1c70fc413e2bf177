-- Whether what was foreseen of a chunk still holds: its claims are new, and each name, asked again, stands for
-- whom it stood for: nobody, if its claimant is made. The chunk before is committed, or has written claims that are
-- not seen here: the same ones meet at the unique indexes.
WITH asked AS ({asked})
SELECT NOT EXISTS (
    SELECT FROM load_claim AS one JOIN claims_claim AS stored USING (external_id)
) AND NOT EXISTS (
    SELECT name, id, found FROM asked
    EXCEPT
    SELECT name, CASE WHEN NOT made THEN id END, found FROM load_claimant
)
