-- Write down by what these claims are found and how they are worded. Joined by spaces, which
-- neither keys nor stems have. What stays as it is is not touched: a scan of a base that was
-- scanned before writes nothing here.
CREATE FUNCTION claim_index_v1(claims bigint[], keys text[], stems text[], points text[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM claims_claimkey AS old WHERE old.claim_id = ANY (claims) AND NOT EXISTS (
        SELECT FROM unnest(claims, keys) AS new (claim, joined)
        WHERE new.claim = old.claim_id AND old.key = ANY (string_to_array(new.joined, ' '))
    );
    INSERT INTO claims_claimkey (claim_id, key)
    SELECT new.claim, key
    FROM unnest(claims, keys) AS new (claim, joined), string_to_table(new.joined, ' ') AS key
    WHERE key <> ''
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    INSERT INTO claims_claimsketch AS old (claim_id, stems, point)
    SELECT new.claim, string_to_array(new.joined, ' '), new.point
    FROM unnest(claims, stems, points) AS new (claim, joined, point)
    ORDER BY 1
    ON CONFLICT (claim_id) DO UPDATE SET stems = excluded.stems, point = excluded.point
    WHERE (old.stems, old.point) IS DISTINCT FROM (excluded.stems, excluded.point);
END
$$;

-- As claim_candidates_v1, but keys are counted once, weights are whole numbers (thousandths of a
-- logarithm; numerics took most of the time), and nothing is compiled for a query of milliseconds.
CREATE FUNCTION claim_candidates_v2(claims bigint[], common int, rarest int, most int)
RETURNS TABLE (claim bigint, other bigint) LANGUAGE sql STABLE SET jit = off AS $$
    WITH mine AS MATERIALIZED (
        SELECT claim_id, key FROM claims_claimkey WHERE claim_id = ANY (claims)
    ), frequent AS MATERIALIZED (
        SELECT key, (
            SELECT count(*) FROM (
                SELECT FROM claims_claimkey AS one WHERE one.key = keys.key LIMIT common + 1
            ) AS first_ones
        ) AS claims
        FROM (SELECT DISTINCT key FROM mine) AS keys
    ), chosen AS (
        SELECT mine.claim_id, mine.key,
            (1000 * ln(1e7::double precision / frequent.claims))::int
                * CASE WHEN mine.key LIKE 'p:%' THEN 10 ELSE 1 END AS weight,
            row_number() OVER (
                PARTITION BY mine.claim_id ORDER BY mine.key NOT LIKE 'p:%', frequent.claims, mine.key
            ) AS place
        FROM mine JOIN frequent USING (key)
        WHERE frequent.claims BETWEEN 2 AND common
    ), shared AS (
        SELECT chosen.claim_id AS claim, found.claim_id AS other, sum(chosen.weight) AS weight
        FROM chosen JOIN claims_claimkey AS found USING (key)
        WHERE chosen.place <= rarest AND found.claim_id <> chosen.claim_id
        GROUP BY 1, 2
    )
    SELECT claim, other FROM (
        SELECT claim, other,
            row_number() OVER (PARTITION BY claim ORDER BY weight DESC, other DESC) AS place
        FROM shared
    ) AS ranked
    WHERE place <= most
$$;

-- The claims whose vectors are nearest, of those that have one.
CREATE FUNCTION claim_nearest_v1(claims bigint[], most int)
RETURNS TABLE (claim bigint, other bigint) LANGUAGE sql STABLE SET jit = off AS $$
    SELECT mine.claim_id, near.claim_id
    FROM claims_match AS mine, LATERAL (
        SELECT claim_id FROM claims_match AS theirs
        ORDER BY theirs.vector <=> mine.vector
        LIMIT most + 1
    ) AS near
    WHERE mine.claim_id = ANY (claims) AND mine.vector IS NOT NULL
        AND near.claim_id <> mine.claim_id
$$;

-- Of each pair: whether both have one point at issue, how many stems they share, and how many each
-- has. That tells whether a comparison can find anything, before a claim is read. Of a claim without
-- a sketch, which workers of an older version indexed, nothing is told.
CREATE FUNCTION claim_overlaps_v1(claims bigint[], others bigint[])
RETURNS TABLE (claim bigint, other bigint, point boolean, common int, mine int, theirs int)
LANGUAGE sql STABLE SET jit = off AS $$
    SELECT pair.claim, pair.other, one.point <> '' AND one.point = two.point,
        (SELECT count(*)::int FROM unnest(one.stems) AS stem WHERE stem = ANY (two.stems)),
        cardinality(one.stems), cardinality(two.stems)
    FROM unnest(claims, others) AS pair (claim, other)
    LEFT JOIN claims_claimsketch AS one ON one.claim_id = pair.claim
    LEFT JOIN claims_claimsketch AS two ON two.claim_id = pair.other
$$;

-- Claims in which one of these patterns stands, in small letters and with straight apostrophes.
CREATE FUNCTION claim_naming_v1(patterns text[])
RETURNS TABLE (claim bigint, said text[]) LANGUAGE sql STABLE AS $$
    SELECT id, ARRAY[text, subject, property, value, unit] FROM claims_claim
    WHERE lower(translate(concat_ws(E'\n', text, subject, property, value, unit), '’', ''''))
        LIKE ANY (patterns)
    ORDER BY id
$$;

-- A spelling that leads to another name now changes what the claims say in which it stands. It is
-- noted, in the transaction of the cause; a worker finds the claims.
CREATE FUNCTION claim_spelling_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO claims_spellingchange (name) VALUES (OLD.name);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO claims_spellingchange (name) VALUES (NEW.name);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER compare_spelling AFTER INSERT OR DELETE ON claims_claimantalias
    FOR EACH ROW EXECUTE FUNCTION claim_spelling_v1();
CREATE TRIGGER compare_spelling_changed AFTER UPDATE ON claims_claimantalias
    FOR EACH ROW
    WHEN ((OLD.name, OLD.claimant_id) IS DISTINCT FROM (NEW.name, NEW.claimant_id))
    EXECUTE FUNCTION claim_spelling_v1();

CREATE FUNCTION claimant_spelling_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_spellingchange (name)
    SELECT name FROM claims_claimantalias WHERE claimant_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER compare_spelling AFTER UPDATE ON claims_claimant
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION claimant_spelling_v1();

-- A claim is compared at once, by its words; and again when it has its vector.
CREATE FUNCTION claim_compare_vector_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_comparison (claim_id, scan) VALUES (NEW.claim_id, false);
    RETURN NULL;
END
$$;
CREATE TRIGGER compare_near AFTER INSERT ON claims_match
    FOR EACH ROW WHEN (NEW.vector IS NOT NULL) EXECUTE FUNCTION claim_compare_vector_v1();
CREATE TRIGGER compare_near_changed AFTER UPDATE ON claims_match
    FOR EACH ROW WHEN (NEW.vector IS NOT NULL AND OLD.vector IS DISTINCT FROM NEW.vector)
    EXECUTE FUNCTION claim_compare_vector_v1();

-- What stands by now is compared anew, with all that there is to find it.
INSERT INTO claims_comparison (claim_id, scan)
SELECT id, true FROM claims_claim
WHERE id NOT IN (SELECT claim_id FROM claims_comparison);
