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
    -- A name may look like the key that another one would get. Numbers are looked for only where they are needed:
    -- which are taken, no index tells.
    SELECT CASE
        WHEN said.first AND NOT EXISTS (SELECT FROM claims_claimant AS other WHERE other.key = said.key)
            THEN said.key
        WHEN said.longer <> ALL(%(keys)s::text[])
            AND NOT EXISTS (SELECT FROM claims_claimant AS other WHERE other.key = said.longer)
            THEN said.longer
        ELSE (
            SELECT numbered.key
            -- Among one more than are taken, one is free.
            FROM (SELECT said.longer || '-' || turn AS key, turn FROM generate_series(2, 3 + cardinality(%(keys)s::text[])
                + (SELECT count(*) FROM claims_claimant AS other WHERE starts_with(other.key, said.longer))) AS turn
            ) AS numbered
            WHERE numbered.key <> ALL(%(keys)s::text[])
              AND NOT EXISTS (SELECT FROM claims_claimant AS other WHERE other.key = numbered.key)
            ORDER BY numbered.turn
            LIMIT 1)
    END AS key
) AS free
WHERE said.name = one.name
