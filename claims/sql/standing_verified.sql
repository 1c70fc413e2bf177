-- What record_claim and record_search have beside one row for each entry, or a claim of which two entries
-- stand, as a sentence; no row is right. Of each claim one row stands, and each of the others ends when the
-- next begins (ends_verified.sql): then all ends are right. Which claim stands twice is looked for only where
-- claims and what stands are not as many: that an index says alone.
--
-- Each entry from the first to the last is known to be there, to be served, and what search knows of it:
-- nothing else can stand but before the first, or after the last, or without a number where somebody took
-- away what forbids that; as long as it is forbidden, PostgreSQL looks at nothing for it.
(SELECT 'The end of entry ' || min(sequence) || ' was changed: it is None.'
FROM record_claim
WHERE ended_at IS NULL AND (
    SELECT count(*) > count(DISTINCT claim_id) FROM record_claim WHERE ended_at IS NULL
)
GROUP BY claim_id HAVING count(*) > 1
LIMIT 1)
UNION ALL
(SELECT 'Entry ' || claim.sequence || ' is served, and stands in no record.'
FROM (
    SELECT min(sequence) FROM record_claim
    UNION ALL
    SELECT max(sequence) FROM record_claim
) AS claim (sequence), (SELECT coalesce(max(sequence), 0) AS last FROM record_publication) AS entry
WHERE claim.sequence NOT BETWEEN 1 AND entry.last
LIMIT 1)
UNION ALL
(SELECT 'Search still finds entry ' || made.sequence || ', which does not stand.'
    || ' manage.py rebuild_search makes it anew.'
FROM (
    SELECT min(sequence) FROM record_search
    UNION ALL
    SELECT max(sequence) FROM record_search
) AS made (sequence), (SELECT coalesce(max(sequence), 0) AS last FROM record_publication) AS entry
WHERE made.sequence NOT BETWEEN 1 AND entry.last
LIMIT 1)
UNION ALL
(SELECT 'A row of ' || found.name || ' has no number, and stands in no record.'
FROM (
    SELECT 'record_publication' FROM record_publication WHERE sequence IS NULL
    UNION ALL
    SELECT 'record_claim' FROM record_claim WHERE sequence IS NULL
    UNION ALL
    SELECT 'record_search' FROM record_search WHERE sequence IS NULL
) AS found (name)
LIMIT 1)
