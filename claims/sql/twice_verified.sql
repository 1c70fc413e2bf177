-- What stands twice in a table beside the record that has lost its primary key, as a sentence; no row is right.
-- Entries, what is served of them and what search knows of them are looked at one by one where there are too many
-- (entries_named.sql). As long as PostgreSQL itself forbids it, no row of record_match is read for it.
(SELECT 'Matching knows the claim ' || claim_id || ' twice: record_match has lost its primary key.'
FROM record_match
WHERE NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = 'record_match'::regclass AND pg_get_constraintdef(oid) = 'PRIMARY KEY (claim_id)'
)
GROUP BY claim_id HAVING count(*) > 1
LIMIT 1)
UNION ALL
(SELECT 'The legend has the rating “' || key || '” twice: record_rating has lost its primary key.'
FROM record_rating GROUP BY key HAVING count(*) > 1
LIMIT 1)
