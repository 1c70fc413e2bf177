-- Whether what was foreseen of a chunk still holds, now that the one before it is committed: its claims
-- are new, and nobody has the name of a claimant that it makes.
SELECT NOT EXISTS (
    SELECT FROM load_claim AS one JOIN claims_claim AS stored USING (external_id)
) AND NOT EXISTS (
    SELECT FROM load_claimant AS one
    WHERE one.made AND (
        EXISTS (SELECT FROM claims_claimant AS other WHERE other.name = one.name)
        OR EXISTS (SELECT FROM claims_claimantalias AS also WHERE also.name = one.name)
        OR %(by_key)s AND EXISTS (SELECT FROM claims_claimant AS other WHERE other.key = one.name)
    )
)
