"""Made rows of record_search, and the plain query that looks at all of them.

Row n of FILL has the sequence n * `apart`; it was published at minute n.
"""

from django.db import connection

FILL = """
SELECT record_put_search_v1(jsonb_populate_record(NULL::record_claim, jsonb_build_object(
    'sequence', n * %(apart)s, 'kind', 'publication', 'rating', (ARRAY['true', 'false', 'false'])[1 + n %% 3],
    'claimant', 'c' || n %% 7, 'publishers', ARRAY['It''s \\ one'], 'topics', ARRAY['t' || n %% 5, 'all'],
    'articles', ARRAY[]::text[], 'in_language', (ARRAY['en', 'en-CA', 'sr-Latn', 'sr'])[1 + n %% 4],
    'published_at', timestamptz '2026-01-01' + n * interval '1 minute',
    'claim_date', CASE WHEN n %% 2 = 0 THEN date '2026-01-01' + n %% 50 END,
    'search', to_tsvector('factcheck_english', concat_ws(' ', 'every', 'number', repeat('often ', 1 + n %% 9),
        CASE WHEN n %% 2 = 0 THEN 'even' ELSE 'odd' END, CASE WHEN n < 900 THEN 'ancient' END,
        CASE WHEN n > 2950 THEN 'fresh' END, CASE WHEN n %% 500 = 7 THEN 'rare' END,
        CASE WHEN n = 3 THEN 'single' END))::text
))) FROM generate_series(1, %(rows)s) AS n
"""
PLAIN = """
SELECT sequence FROM record_search, jsonb_to_record(%s::jsonb) AS asked (published_from timestamptz,
    published_to timestamptz, claim_date_from date, claim_date_to date, since timestamptz, valid_on date)
WHERE coalesce(search @@ %s::tsquery, true)
  AND published_at BETWEEN coalesce(asked.published_from, '-infinity') AND coalesce(asked.published_to, 'infinity')
  AND (claim_date >= asked.claim_date_from OR asked.claim_date_from IS NULL)
  AND (claim_date <= asked.claim_date_to OR asked.claim_date_to IS NULL)
  AND (published_at >= since OR claim_date >= (since AT TIME ZONE 'UTC')::date OR since IS NULL)
  AND (daterange(valid_from, valid_to, '[]') @> valid_on AND coalesce(valid_from, valid_to) IS NOT NULL
      OR valid_on IS NULL)
ORDER BY sequence DESC
"""


def fill(rows, apart):
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"apart": apart, "rows": rows})
        cursor.execute("ANALYZE record_search")


def ask(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
