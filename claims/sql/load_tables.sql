-- Where load_claims works: tables of its session. A cell that a row does not have is NULL there, and
-- what is stored stays. `said` is a hash of what the row says of its claim (batches.py).
CREATE TEMP TABLE IF NOT EXISTS load_row (
    place bigint, line bigint, said bigint, external_id text, slug text, text text, claimant text,
    claimant_kind text, claimant_unknown text, claim_date text, in_language text, topics text,
    subject text, property text, value text, unit text, valid_from text, valid_to text,
    selection_reason text, priority text,
    article text, exact text, prefix text, suffix text, start text, "end" text,
    review_publisher text, review_site text, review_id text, review_url text, review_title text,
    review_rating text, review_value text, review_best text, review_worst text, review_scale text,
    review_date text, review_language text, review_appeared_at text
);
CREATE TEMP TABLE IF NOT EXISTS load_fault (
    place bigint, line bigint, field text, value text, reason text, remedy text
);
CREATE TEMP TABLE IF NOT EXISTS load_suspect (place bigint);
-- What earlier chunks of the same file said, as hashes.
CREATE TEMP TABLE IF NOT EXISTS load_seen (external_id bigint, said bigint);
CREATE INDEX IF NOT EXISTS load_seen_again ON load_seen (external_id);
-- What earlier chunks of the same file would have written beside claims, where nothing is written:
-- claimants, passages and reviews, by hashes of what they are known by.
CREATE TEMP TABLE IF NOT EXISTS load_told (known_by bigint);
CREATE INDEX IF NOT EXISTS load_told_again ON load_told (known_by);
CREATE TEMP TABLE IF NOT EXISTS load_twice (external_id text, first_place bigint);
CREATE TEMP TABLE IF NOT EXISTS load_claimant (
    name text, id bigint, found bigint, made boolean, key text, kind text
);
CREATE TEMP TABLE IF NOT EXISTS load_claim (
    place bigint, external_id text, id bigint, several boolean, is_new boolean, changed boolean,
    fixed boolean, version text, public_id uuid, slug text, text text, claimant_id bigint, claimant_unknown boolean,
    claim_date date, in_language text, topics text[], subject text, property text, value text,
    unit text, valid_from date, valid_to date, selection_reason text, priority smallint
);
-- New claims whose plain slug an earlier row has.
CREATE TEMP TABLE IF NOT EXISTS load_again (place bigint);
CREATE TEMP TABLE IF NOT EXISTS load_passage (
    place bigint, claim_id bigint, old_claim boolean, article_id bigint, exact text, prefix text,
    suffix text, start integer, "end" integer, id bigint, changed boolean
);
CREATE TEMP TABLE IF NOT EXISTS load_review (
    place bigint, claim_id bigint, publisher text, site text, external_id text, url text,
    title text, rating text, value numeric, best numeric, worst numeric, scale text,
    reviewed_on date, in_language text, appeared_at text, id bigint, changed boolean
);
CREATE TEMP TABLE IF NOT EXISTS load_meant (
    scale text, rating text, value numeric, best numeric, worst numeric, means_id bigint
);
TRUNCATE load_row, load_fault, load_seen, load_told;
