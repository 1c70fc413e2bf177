-- Whom each name of the rows stands for. By its key only where the file is written for this desk:
-- in others a name that looks like a key is a name.
SELECT
    said.name, coalesce(keyed.id, CASE named.found WHEN 1 THEN named.id WHEN 0 THEN also.claimant_id END) AS id,
    CASE WHEN keyed.id IS NOT NULL OR named.found = 0 AND also.id IS NOT NULL THEN 1 ELSE named.found
    END AS found,
    false AS made, said.kind
FROM (
    SELECT claimant AS name, min(claimant_kind) AS kind FROM load_row WHERE claimant <> '' GROUP BY claimant
) AS said
LEFT JOIN claims_claimant AS keyed ON %(by_key)s AND keyed.key = said.name
CROSS JOIN LATERAL (
    SELECT count(*) AS found, min(one.id) AS id FROM claims_claimant AS one WHERE one.name = said.name
) AS named
LEFT JOIN claims_claimantalias AS also ON also.name = said.name
