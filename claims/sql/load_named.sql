-- An id and a key for each name that nobody has: who is used at the end is made. The first of those with
-- one plain key has it, if it is free; others have a digest of the name after it, and a number
-- where that is taken too: by somebody who had this name before, and has another now.
UPDATE load_claimant AS one
SET made = true, id = nextval(pg_get_serial_sequence('claims_claimant', 'id')), key = free.key
FROM (
    SELECT name, key, longer, row_number() OVER (PARTITION BY key ORDER BY name) = 1 AS first
    FROM unnest(%(names)s::text[], %(keys)s::text[], %(longer)s::text[]) AS given (name, key, longer)
) AS said
CROSS JOIN LATERAL (
    SELECT candidate.key
    FROM (
        SELECT said.key, 0 AS turn WHERE said.first
        UNION ALL SELECT said.longer, 1
        -- Among one more than are taken, one is free.
        UNION ALL SELECT said.longer || '-' || turn, turn FROM generate_series(2, 3 + (
            SELECT count(*) FROM claims_claimant AS other WHERE starts_with(other.key, said.longer)
        )) AS turn
    ) AS candidate
    WHERE NOT EXISTS (SELECT FROM claims_claimant AS other WHERE other.key = candidate.key)
      -- A name may look like the key that another one would get.
      AND (candidate.turn = 0 OR candidate.key <> ALL(%(keys)s::text[]))
    ORDER BY candidate.turn
    LIMIT 1
) AS free
WHERE said.name = one.name
