-- Rows of one id may say several passages or reviews of one claim; of the claim they say one thing.
-- The row that comes later and says another is wrong.
INSERT INTO load_twice
SELECT external_id, min(place) FROM load_row GROUP BY external_id HAVING count(*) > 1;

INSERT INTO load_fault
SELECT row.place, row.line, 'external_id', left(row.external_id, 200),
    'An earlier row says something else of this claim.', %(twice)s
FROM load_row AS row
JOIN load_twice AS twice USING (external_id)
JOIN load_row AS first ON first.place = twice.first_place
WHERE row.place > first.place AND row.said <> first.said
