-- One statement for a batch: the counts are kept statement by statement.
INSERT INTO record_search (sequence, search, rating, claimant, publishers, topics, published_at,
    claim_date, valid_from, valid_to)
SELECT one.sequence, one.search || array_to_tsvector(record_terms_v1(one)), one.rating,
    one.claimant, one.publishers, one.topics, one.published_at, one.claim_date,
    one.valid_from, one.valid_to
FROM record_claim AS one WHERE one.sequence = ANY(%(keys)s)
