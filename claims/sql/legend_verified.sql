-- A rating that claims carry and that the legend has not, or has another one in its place, as a sentence.
SELECT 'The legend does not say what the rating “' || carried.value || '” means. It is written anew with'
    || ' the next claim that is published.'
FROM record_count AS carried LEFT JOIN record_rating AS rating ON rating.key = carried.value
WHERE carried.facet = 'rating' AND carried.value <> ''
  AND convert_from(rating.body, 'UTF8')::jsonb ->> 'key' IS DISTINCT FROM carried.value
LIMIT 1
